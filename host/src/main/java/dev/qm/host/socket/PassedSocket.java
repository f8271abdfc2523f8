package dev.qm.host.socket;

import dev.qm.host.HostException;
import dev.qm.host.call.SocketCalls;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;

/**
 * The listening socket that systemd hands to a service which a socket unit starts:
 * sd_listen_fds(3). Java takes over no descriptor but its standard input, so the socket becomes
 * that.
 */
public final class PassedSocket {
  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private PassedSocket() {}

  /**
   * Takes it; nothing where none is meant for this process. It is open as long as the process
   * lasts: closing it would close standard output and error as well.
   *
   * @param environment with the variables {@code LISTEN_PID} and {@code LISTEN_FDS}
   * @throws HostException when there are more than one, or it is no listening socket
   */
  public static Optional<ServerSocketChannel> take(Map<String, String> environment)
      throws HostException {
    var count = environment.getOrDefault("LISTEN_FDS", "");
    var process = String.valueOf(ProcessHandle.current().pid());
    if (count.isEmpty() || !process.equals(environment.get("LISTEN_PID"))) {
      return Optional.empty();
    }
    if (!count.equals("1")) {
      throw new HostException(
          "will not take the sockets that systemd hands over",
          "there are " + count + " of them, and one is expected",
          "leave one ListenStream= in the socket unit");
    }
    try {
      SocketCalls.duplicate(FIRST, 0);
      if (System.inheritedChannel() instanceof ServerSocketChannel door) {
        return Optional.of(door);
      }
      throw new HostException(
          "cannot take the socket that systemd hands over", "it is none that listens");
    } catch (IOException failure) {
      throw new HostException("cannot take the socket that systemd hands over", failure);
    }
  }
}
