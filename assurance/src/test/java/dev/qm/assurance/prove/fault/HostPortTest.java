package dev.qm.assurance.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The port that an attempt tries to reach; attempt.py on it is in {@link ProgramsTest}. */
class HostPortTest {
  @Test
  void whoeverComesIsToldWhoListensUntilItIsClosed() throws Exception {
    var port = new HostPort();
    var number = port.number();

    assertThat(said(number)).isEqualTo("qm prove");
    // one that goes at once is no end to the others
    new Socket(InetAddress.ofLiteral("127.0.0.1"), number).close();
    assertThat(said(number)).isEqualTo("qm prove");
    assertThat(port.number()).isEqualTo(number);

    port.close();
    assertThatThrownBy(() -> said(number)).isInstanceOf(ConnectException.class);
    port.close();
  }

  @Test
  void itIsNoPortOfAnotherAddress() throws Exception {
    try (var port = new HostPort()) {
      var number = port.number();

      // also the loopback's, but not the one that it listens on
      assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.2"), number).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static String said(int number) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), number)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
