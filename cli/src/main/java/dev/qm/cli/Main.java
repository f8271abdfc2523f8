package dev.qm.cli;

import dev.qm.cli.command.QmCommands;
import dev.qm.cli.command.show.QmctlCommands;
import dev.qm.cli.terminal.Console;
import java.util.List;

/** The {@code qm} command. */
public final class Main {
  /** The last name of the path by which the launcher was called, as the field's tool is called. */
  private static final String QMCTL = "/qmctl";

  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    var words = List.of(args);
    end(
        System.getProperty("qm.called", "").endsWith(QMCTL)
            ? control(words, Console.ofProcess())
            : Dispatch.run(new QmCommands(), words, Console.ofProcess()));
  }

  /** Runs one command in place of the field's tool. */
  static int control(List<String> words, Console console) {
    return Dispatch.run("qmctl", new QmctlCommands(), QmctlCommands.ordered(words), console);
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
