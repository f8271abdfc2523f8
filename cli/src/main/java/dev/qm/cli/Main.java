package dev.qm.cli;

import dev.qm.cli.command.QmCommands;
import dev.qm.cli.terminal.Console;
import java.util.List;

/** The {@code qm} command. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    System.exit(Dispatch.run(new QmCommands(), List.of(args), Console.ofProcess()));
  }
}
