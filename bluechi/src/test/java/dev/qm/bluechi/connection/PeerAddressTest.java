package dev.qm.bluechi.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PeerAddressTest {
  @Test
  void whoChangesItsAddressWithinItsNetworkOfIpv6CountsAsOne() {
    var one = address("2001:db8:0:1::1");

    assertThat(address("2001:db8:0:1:ffff:2:3:4").group()).isEqualTo(one.group());
    assertThat(address("2001:db8:0:2::1").group()).isNotEqualTo(one.group());
    assertThat(one.peer()).isEqualTo("2001:db8:0:1:0:0:0:1");
  }

  @Test
  void eachAddressOfIpv4CountsAlone() {
    assertThat(address("192.0.2.1")).isEqualTo(new PeerAddress("192.0.2.1", "192.0.2.1"));
    assertThat(address("192.0.2.2").group()).isNotEqualTo(address("192.0.2.1").group());
    assertThat(address("::ffff:192.0.2.1")).isEqualTo(address("192.0.2.1"));
  }

  private static PeerAddress address(String literal) {
    return PeerAddress.of(InetAddress.ofLiteral(literal));
  }
}
