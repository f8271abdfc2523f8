package dev.qm.cli.command.prove;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes down what a campaign began when the campaign itself cannot: a second program of ours that
 * waits for the end of its input, which the kernel closes whatever kills this one.
 */
final class Guard implements AutoCloseable {
  private final Process process;

  private Guard(Process process) {
    this.process = process;
  }

  /**
   * Starts it, in a session of its own, so that no Ctrl-C of the terminal reaches it: setsid(1).
   */
  static Guard start(String root) throws HostException {
    var qm = Path.of(System.getProperty("java.home"), "bin", "qm").toString();
    var command = List.of("setsid", qm, "prove", "sweep", "--when-input-ends", "--root", root);
    try {
      return new Guard(
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException failure) {
      throw new HostException("cannot guard the campaign against being killed", failure);
    }
  }

  /** Everything is taken down already. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
