package demo.ipc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells the service manager how it stands: sd_notify(3). Without one it says nothing. */
final class Notify {
  private final String socket;

  private Notify(String socket) {
    this.socket = socket;
  }

  static Notify ofEnvironment() {
    var socket = System.getenv("NOTIFY_SOCKET");
    return new Notify(socket == null ? "" : socket);
  }

  /** From now on clients are served. */
  void ready() {
    send("READY=1");
  }

  void stopping() {
    send("STOPPING=1");
  }

  /** One line for {@code systemctl status}. */
  void status(String text) {
    send("STATUS=" + text);
  }

  private void send(String message) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      Libc.send(socket, message.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      // whoever waits for the word will find out; clients are more important
      System.err.println("cannot notify " + socket + ": " + Line.reason(failure));
    }
  }
}
