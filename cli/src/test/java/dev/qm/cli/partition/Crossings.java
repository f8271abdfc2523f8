package dev.qm.cli.partition;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two folders that both sides see: one as it should be, in /run/ipc, which the {@link Channel} of
 * these tests shows to the partition, and one as it should not.
 */
final class Crossings implements AutoCloseable {
  private static final Path DOOR = Path.of("/run/ipc");

  private final Path leak;
  private final Deque<Path> made = new ArrayDeque<>();

  Crossings() throws IOException {
    leak = Files.createTempDirectory(Path.of("/var/tmp"), "qm-leak");
    made.push(leak);
    for (var folder : new Path[] {DOOR, DOOR.resolve("acceptance-test")}) {
      if (!Files.exists(folder)) {
        Files.createDirectory(folder);
        made.push(folder);
      }
    }
  }

  /** What shows the second to the partition; the first, it has for its channel. */
  String volumes() {
    return "[Container]\nVolume=" + leak + ":/srv\n";
  }

  String leakOutside() {
    return leak.resolve("leak.sock").toString();
  }

  String leakInside() {
    return "/srv/leak.sock";
  }

  String doorPath() {
    return DOOR.resolve("acceptance-test/door.sock").toString();
  }

  /** A socket of the host's where none should be. */
  ServerSocketChannel leak() throws IOException {
    return listen(Path.of(leakOutside()));
  }

  /** A socket of the host's where the sides may meet. */
  ServerSocketChannel door() throws IOException {
    return listen(Path.of(doorPath()));
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    Files.deleteIfExists(path);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return server;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(Path.of(leakOutside()));
    Files.deleteIfExists(Path.of(doorPath()));
    while (!made.isEmpty()) {
      Files.deleteIfExists(made.pop());
    }
  }
}
