package dev.qm.cli.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * What is left to type, in this order, each with its reason behind it in a column of its own.
 *
 * @param title what it does
 */
public record CommandList(String title, List<Command> commands) {
  /** Copies what it is given, so that nobody can change it. */
  public CommandList {
    commands = List.copyOf(commands);
  }

  /** A command, or what else is to be done, and its reason. */
  public record Command(String text, String reason) {}

  /** Prints it, behind an empty line. */
  public void print(PrintStream out) {
    out.println();
    out.println(title);
    var width = commands.stream().mapToInt(command -> command.text().length()).max().orElse(0);
    for (var command : commands) {
      out.println(
          "  "
              + command.text()
              + " ".repeat(width - command.text().length())
              + "  # "
              + command.reason());
    }
  }
}
