package dev.qm.bluechi.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relay's file says. */
class RelaySettingsTest {
  private static final Path FILE = Path.of("/etc/qm-assurance/bluechi/relay.conf");

  @Test
  void theMachineOfTheControllerNeedsNoMoreThanASection() throws Exception {
    var side = parse("[Controller]\n").controller().orElseThrow();
    assertThat(side.listen()).hasToString("8420");
    assertThat(side.socket()).hasToString("/run/bluechi/bluechi.sock");
  }

  @Test
  void bothNodesOfAMachineHaveTheirDoors() throws Exception {
    var said =
        parse(
            """
            [Node ecu1]
            ListenStream=/run/qm-bluechi/ecu1.sock
            Controller=192.0.2.1 [2001:db8::1]:9000 host
            [Node qm.ecu1]
            ListenStream=842
            From=172.30.0.0/24
            From=::1
            Controller=192.0.2.1
            """);
    assertThat(said.controller()).isEmpty();
    var host = said.nodes().get(0);
    assertThat(host.listen()).hasToString("/run/qm-bluechi/ecu1.sock");
    assertThat(host.way().places())
        .extracting(Object::toString)
        .containsExactly("192.0.2.1:8420", "[2001:db8::1]:9000", "host:8420");
    var inside = said.nodes().get(1);
    assertThat(inside.name()).isEqualTo("qm.ecu1");
    assertThat(inside.from())
        .extracting(Object::toString)
        .containsExactly("172.30.0.0/24", "0:0:0:0:0:0:0:1/128");
  }

  @Test
  void anAgentMayGoOnToTheControllerItselfWithoutTls() throws Exception {
    var side =
        parse(
                """
                [Node qm.ecu1]
                ListenStream=/run/ipc/bluechi/bluechi.sock
                Socket=/run/bluechi/bluechi.sock 192.0.2.1:842
                """)
            .nodes()
            .getFirst();
    assertThat(side.way()).isInstanceOf(RelaySettings.Way.Plain.class);
    assertThat(side.way().places())
        .extracting(Object::toString)
        .containsExactly("/run/bluechi/bluechi.sock", "192.0.2.1:842");
  }

  @ParameterizedTest
  @CsvSource({
    "172.30.0.0/16, 172.30.9.9, true",
    "172.30.0.0/16, 172.31.0.1, false",
    "172.30.0.0/24, ::ffff:172.30.0.7, true",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true"
  })
  void aNetworkHasTheAddressesThatBeginLikeIt(String network, String address, boolean has)
      throws Exception {
    assertThat(Subnet.parse(network).orElseThrow().has(InetAddress.ofLiteral(address)))
        .isEqualTo(has);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[Controller]\nListenStream=/run/x\n",
        "[Controller]\nListenStream=0\n",
        "[Controller]\nListenStream=70000\n",
        "[Controller]\nSocket=x y\n",
        "[Controller]\nSockets=/run/x\n",
        "[Agent]\n",
        "[Node ecu1]\nController=a\n",
        "[Node ecu1]\nListenStream=/run/x\n",
        "[Node ecu1]\nListenStream=/run/x\nController=\n",
        "[Node ecu1]\nListenStream=/run/x\nController=a:b\n",
        // whoever reaches the port would be the node
        "[Node ecu1]\nListenStream=842\nController=a\n",
        "[Node ecu1]\nListenStream=842\nController=a\nFrom=everywhere\n",
        "[Node ecu1]\nListenStream=842\nController=a\nFrom=10.0.0.0/33\n",
        "[Node ecu1]\nListenStream=/run/x\nSocket=\n",
        "[Node ecu1]\nListenStream=/run/x\nSocket=x y\n",
        "[Node ecu1]\nListenStream=/run/x\nSocket=/run/y\nController=a\n",
        "[Node a_b]\nListenStream=/run/x\nController=a\n",
        "[Node ../../x]\nListenStream=/run/x\nController=a\n"
      })
  void whatIsNotUnderstoodIsNamedWithItsLine(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(HostException.class)
        .message()
        .matches("(?s)/etc/qm-assurance/bluechi/relay.conf:[1-4]: .+");
  }

  private static RelaySettings parse(String text) throws HostException {
    return RelaySettings.parse(FILE, text);
  }
}
