package dev.qm.cli;

import dev.qm.cli.command.QmCommands;
import dev.qm.cli.terminal.Console;
import java.util.List;

/** The {@code qm} command. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    end(Dispatch.run(new QmCommands(), List.of(args), Console.ofProcess()));
  }

  /**
   * Ends the process when its work is done. {@link System#exit} would first start the JDK's logging
   * to ask whether it should note that, which takes a twentieth of a short command's time.
   */
  static void end(int status) {
    var runtime = Runtime.getRuntime();
    try {
      // refused while a signal ends the process: then shutdown hooks are at work, and exit waits
      runtime.addShutdownHook(new Thread());
    } catch (IllegalStateException ending) {
      runtime.exit(status);
    }
    runtime.halt(status);
  }
}
