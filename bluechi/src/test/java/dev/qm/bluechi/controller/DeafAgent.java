package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A connection of bytes: it says what it likes, and need not read. */
final class DeafAgent implements AutoCloseable {
  static final String GREETING = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";

  private final SocketChannel channel;

  private DeafAgent(SocketChannel channel) {
    this.channel = channel;
  }

  /** One that has said nothing. */
  static DeafAgent at(int port) throws IOException {
    return new DeafAgent(
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  /** One that has registered, or tried to. */
  static DeafAgent at(int port, String name) throws IOException {
    var agent = at(port);
    agent.say(GREETING);
    agent.say(TestAgent.register(Terms.text(name)).numbered(1));
    // until the controller answers that it is: two lines, and a message
    agent.awaitText("OK ");
    agent.awaitBytes(16);
    return agent;
  }

  void say(String text) throws IOException {
    say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void say(Message message) throws IOException {
    say(message.bytes());
  }

  void say(byte[] bytes) throws IOException {
    var all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  /** Reads until the other side ends it. */
  void awaitEnd() {
    var room = ByteBuffer.allocate(4096);
    try {
      while (channel.read(room.clear()) >= 0) {
        // whatever it says
      }
    } catch (IOException reset) {
      // an end as well
    }
  }

  /** Reads one thing, or the end. */
  String read() throws IOException {
    var room = ByteBuffer.allocate(4096);
    var count = channel.read(room);
    return count < 0 ? "" : new String(room.array(), 0, count, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void awaitText(String text) throws IOException {
    var seen = new StringBuilder();
    while (seen.indexOf(text) < 0) {
      seen.append((char) one());
    }
    while (one() != '\n') {
      // the rest of the line
    }
  }

  private void awaitBytes(int count) throws IOException {
    for (var i = 0; i < count; i++) {
      var _ = one();
    }
  }

  private int one() throws IOException {
    var room = ByteBuffer.allocate(1);
    if (channel.read(room) < 0) {
      throw new IOException("it was ended");
    }
    return room.get(0);
  }
}
