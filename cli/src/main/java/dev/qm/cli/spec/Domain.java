package dev.qm.cli.spec;

import java.util.List;

/**
 * Which values an option or an argument means; shells complete by it, and the parser holds to
 * {@link Words}.
 */
public sealed interface Domain {
  /** Anything. */
  record AnyText() implements Domain {}

  /** The name of a file, which need not exist. */
  record AnyFile() implements Domain {}

  /** The name of a folder, which need not exist. */
  record AnyFolder() implements Domain {}

  /** The name of a qm command. */
  record CommandName() implements Domain {}

  /** A program and its arguments. */
  record Program() implements Domain {}

  /**
   * One of some words; anything else is wrong usage.
   *
   * @param words in the order in which help lists them
   */
  record Words(List<String> words) implements Domain {
    public Words {
      words = List.copyOf(words);
    }

    /** All of them for a sentence; commas between, unless a word has one itself. */
    public String listed() {
      for (var word : words) {
        if (word.indexOf(',') >= 0) {
          return String.join(" or ", words);
        }
      }
      return String.join(", ", words);
    }
  }
}
