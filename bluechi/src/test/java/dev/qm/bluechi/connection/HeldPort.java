package dev.qm.bluechi.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A port of this machine that stays a test's own while nobody listens at it: who connects is
 * refused, and who wants any port is given another one. Who asks for this one may listen at it, as
 * long as it is held and afterwards, and more than once (bind(2), SO_REUSEADDR in socket(7)).
 */
public final class HeldPort implements AutoCloseable {
  private final SocketChannel held = SocketChannel.open();

  /** Any that is free. */
  public HeldPort() throws IOException {
    held.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Which it is. */
  public int number() throws IOException {
    return ((InetSocketAddress) held.getLocalAddress()).getPort();
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
