package dev.qm.cli;

import dev.qm.cli.command.QmCommands;
import dev.qm.cli.command.nodes.BluechictlCommands;
import dev.qm.cli.command.nodes.IsOnlineCommands;
import dev.qm.cli.command.show.QmctlCommands;
import dev.qm.cli.terminal.Console;
import java.util.List;

/** The {@code qm} command. */
public final class Main {
  /** The last name of the path by which the launcher was called, as the field's tool is called. */
  private static final String QMCTL = "/qmctl";

  private static final String BLUECHICTL = "/bluechictl";
  private static final String IS_ONLINE = "/bluechi-is-online";

  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    var words = List.of(args);
    end(run(System.getProperty("qm.called", ""), words, Console.ofProcess()));
  }

  /**
   * Runs one command.
   *
   * @param called the path by which qm was called in place of another tool; else empty
   */
  static int run(String called, List<String> words, Console console) {
    if (called.endsWith(QMCTL)) {
      return control(words, console);
    } else if (called.endsWith(BLUECHICTL)) {
      return Dispatch.run("bluechictl", new BluechictlCommands(), words, console);
    } else if (called.endsWith(IS_ONLINE)) {
      return Dispatch.run("bluechi-is-online", new IsOnlineCommands(), words, console);
    }
    return Dispatch.run(new QmCommands(), words, console);
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
