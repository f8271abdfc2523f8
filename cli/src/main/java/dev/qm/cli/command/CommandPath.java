package dev.qm.cli.command;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.parse.UsageException;
import java.util.List;

/** Follows the words of a command's name through the groups. */
final class CommandPath {
  private CommandPath() {}

  /**
   * The command or group that the words name; no words name {@code from} itself.
   *
   * @throws UsageException if there is none
   */
  static CommandNode find(CommandGroup from, List<String> words) throws UsageException {
    CommandNode found = from;
    for (var word : words) {
      switch (found) {
        case CommandGroup group -> {
          var next = group.find(word);
          if (next.isEmpty()) {
            var nearest = Nearest.to(word, group.names());
            throw new UsageException(
                "no command is called '" + String.join(" ", words) + "'",
                nearest.isPresent() ? "did you mean '" + nearest.get() + "'?" : "");
          }
          found = next.get();
        }
        case Subcommand subcommand ->
            throw new UsageException(
                "no command is called '" + String.join(" ", words) + "'",
                "'qm " + subcommand.spec().name() + "' has no commands of its own");
      }
    }
    return found;
  }
}
