package dev.qm.bluechi.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel to a peer, message by message: for who passes messages on and neither calls nor
 * answers. One thread reads; any may write. Nothing here has a deadline: who closes the channel
 * ends what waits.
 */
public final class PeerWire implements AutoCloseable {
  private final ByteChannel channel;
  private final Incoming incoming;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile long writingSince;

  /**
   * Speaks over a channel, which it closes in the end.
   *
   * @param longestMessage bytes of a message that is taken
   */
  public PeerWire(ByteChannel channel, int longestMessage) {
    this.channel = channel;
    this.incoming = new Incoming(channel, longestMessage);
  }

  /**
   * Lets a client in, whoever it says that it is: "Authentication Protocol" of the D-Bus
   * specification, the server's side. File descriptors are not agreed on.
   *
   * @param guid 32 hexadecimal digits by which servers tell themselves apart
   */
  public void letIn(String guid) throws IOException {
    Handshake.asServer(channel, incoming, guid);
  }

  /** Gets in as a client, in the words of BlueChi's own agent, which every controller takes. */
  public void getIn() throws IOException {
    Handshake.asClient(channel, incoming, Handshake.Mechanism.EXTERNAL, Optional.empty());
  }

  /** From now on messages that long are taken; on the thread that reads. */
  public void allow(int longest) {
    incoming.allow(longest);
  }

  /** The bytes of the next message. */
  public byte[] read() throws IOException {
    return incoming.message();
  }

  /** Writes a message, and waits until the channel has taken it. */
  public void write(byte[] message) throws IOException {
    writing.lock();
    try {
      writingSince = System.nanoTime();
      var bytes = ByteBuffer.wrap(message);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      writingSince = 0;
      writing.unlock();
    }
  }

  /** Nanoseconds for which a write has waited for the other side to read; 0 where none does. */
  public long stalled() {
    var since = writingSince;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  @Override
  public void close() {
    Listening.close(channel);
  }
}
