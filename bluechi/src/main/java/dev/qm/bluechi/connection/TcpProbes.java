package dev.qm.bluechi.connection;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * TCP's probes of a connection that is silent: tcp(7). 0 is the kernel's own.
 *
 * @param idle seconds of silence before the first
 * @param interval seconds between two
 * @param count how many remain unanswered before the connection is lost
 */
public record TcpProbes(int idle, int interval, int count) {
  /** BlueChi's own: a peer that is silent is given up after 6 s. */
  public static final TcpProbes USUAL = new TcpProbes(1, 1, 6);

  /** Has a connection looked after so; small messages leave it at once. */
  public void lookAfter(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, idle);
    set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, interval);
    set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, count);
  }

  private static void set(SocketChannel channel, SocketOption<Integer> option, int number)
      throws IOException {
    if (number > 0) {
      channel.setOption(option, number);
    }
  }
}
