package dev.qm.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * QEMU's own control socket: what it does when the guest resets the machine, and how the machine is
 * saved.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html">QEMU QMP Reference</a>
 */
final class Qmp implements AutoCloseable {

  private final SocketChannel channel;
  private final BufferedReader in;
  private final Writer out;

  private Qmp(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    this.out = Channels.newWriter(channel, StandardCharsets.UTF_8);
  }

  static Qmp connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    Qmp qmp = new Qmp(channel);
    qmp.await("\"QMP\"");
    qmp.execute("{\"execute\": \"qmp_capabilities\"}");
    return qmp;
  }

  /** From here on a reset starts the guest again. */
  void resetStartsAgain() throws IOException {
    execute("{\"execute\": \"set-action\", \"arguments\": {\"reboot\": \"reset\"}}");
  }

  /** From here on a reset, also that of a kernel that panicked, ends QEMU. */
  void resetEnds() throws IOException {
    execute("{\"execute\": \"set-action\", \"arguments\": {\"reboot\": \"shutdown\"}}");
  }

  /** Stops the machine and writes its memory and the state of its devices to a file. */
  void save(Path memory) throws IOException {
    execute("{\"execute\": \"stop\"}");
    // bytes a second; the default is made for networks
    execute(
        "{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"max-bandwidth\": %d}}"
            .formatted(1L << 40));
    migrate("migrate", memory);
  }

  /** Reads what {@link #save} wrote, in a QEMU that waits for it, and lets the machine go on. */
  void restore(Path memory) throws IOException {
    migrate("migrate-incoming", memory);
    execute("{\"execute\": \"cont\"}");
  }

  private void migrate(String command, Path file) throws IOException {
    execute(
        "{\"execute\": \"migrate-set-capabilities\", \"arguments\": {\"capabilities\":"
            + " [{\"capability\": \"events\", \"state\": true}]}}");
    out.write(
        "{\"execute\": \"%s\", \"arguments\": {\"uri\": \"file:%s\"}}\n".formatted(command, file));
    out.flush();
    await("\"status\": \"completed\"");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void execute(String command) throws IOException {
    out.write(command + "\n");
    out.flush();
    await("\"return\"");
  }

  /** Skips messages, one a line, up to the one that has this in it. */
  private void await(String part) throws IOException {
    while (true) {
      String message = in.readLine();
      if (message == null) {
        throw new IOException("QEMU ended while we waited for " + part);
      }
      if (message.contains("\"error\"") || message.contains("\"status\": \"failed\"")) {
        throw new IOException("QEMU refused: " + message);
      }
      if (message.contains(part)) {
        return;
      }
    }
  }
}
