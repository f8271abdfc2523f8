package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/** A command line in the making; each word remembers the setting that it comes from. */
final class CommandLine {
  private final List<Argument> arguments = new ArrayList<>();

  /** Adds words that no setting asked for. */
  CommandLine add(String... words) {
    for (var word : words) {
      arguments.add(new Argument(word, List.of()));
    }
    return this;
  }

  /** Adds words that {@code cause} asked for. */
  CommandLine add(Entry cause, String... words) {
    return add(List.of(cause), words);
  }

  /** Adds words that several settings asked for together. */
  CommandLine add(List<Entry> causes, String... words) {
    for (var word : words) {
      arguments.add(new Argument(word, causes));
    }
    return this;
  }

  List<Argument> arguments() {
    return List.copyOf(arguments);
  }

  /** The words as one line of a unit file. */
  String text() {
    List<String> words = new ArrayList<>(arguments.size());
    for (var argument : arguments) {
      words.add(argument.word());
    }
    return CommandWords.commandLine(words);
  }
}
