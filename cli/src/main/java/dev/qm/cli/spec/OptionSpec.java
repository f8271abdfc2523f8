package dev.qm.cli.spec;

import java.util.List;
import java.util.Optional;

/**
 * One option of a command. The two kinds are types, so that a flag cannot be asked for its value.
 */
public sealed interface OptionSpec {

  /**
   * An option that is there or not: {@code -f}, {@code --follow}.
   *
   * @param letter the short form, if it has one
   * @param name the long form without its two dashes
   * @param description one sentence for the help page, without a full stop
   */
  record Flag(Optional<Character> letter, String name, String description) implements OptionSpec {}

  /**
   * An option with a value: {@code --root=DIR}, {@code --root DIR}, {@code -o DIR}, {@code -oDIR}.
   *
   * @param letter the short form, if it has one
   * @param name the long form without its two dashes
   * @param placeholder what the help page calls the value, in capitals
   * @param description one sentence for the help page, without a full stop
   * @param times how often it may stand on one command line
   * @param domain which values are meant
   */
  record Value(
      Optional<Character> letter,
      String name,
      String placeholder,
      String description,
      Times times,
      Domain domain)
      implements OptionSpec {

    /** The same option, but it may be given any number of times. */
    public Value repeatable() {
      return new Value(letter, name, placeholder, description, Times.ANY, domain);
    }

    /** The same option, but only the given words are values of it. */
    public Value oneOf(String... words) {
      return new Value(
          letter, name, placeholder, description, times, new Domain.Words(List.of(words)));
    }
  }

  /** How often an option may stand on one command line. */
  enum Times {
    ONCE,
    ANY
  }

  /** Without dashes. */
  String name();

  /** The short form, if there is one. */
  Optional<Character> letter();

  /** One sentence, without a full stop. */
  String description();

  /** {@code --name} alone. */
  static Flag flag(String name, String description) {
    return new Flag(Optional.empty(), name, description);
  }

  /** {@code -l} and {@code --name}. */
  static Flag flag(char letter, String name, String description) {
    return new Flag(Optional.of(letter), name, description);
  }

  /** {@code --name TEXT}, with any text. */
  static Value text(String name, String placeholder, String description) {
    return new Value(
        Optional.empty(), name, placeholder, description, Times.ONCE, new Domain.AnyText());
  }

  /** {@code -l TEXT} and {@code --name TEXT}, with any text. */
  static Value text(char letter, String name, String placeholder, String description) {
    return new Value(
        Optional.of(letter), name, placeholder, description, Times.ONCE, new Domain.AnyText());
  }

  /** {@code --name FILE}: shells complete the names of files. */
  static Value file(String name, String placeholder, String description) {
    return new Value(
        Optional.empty(), name, placeholder, description, Times.ONCE, new Domain.AnyFile());
  }

  /** {@code -l FILE} and {@code --name FILE}: shells complete the names of files. */
  static Value file(char letter, String name, String placeholder, String description) {
    return new Value(
        Optional.of(letter), name, placeholder, description, Times.ONCE, new Domain.AnyFile());
  }

  /** {@code --name DIR}: shells complete the names of folders. */
  static Value folder(String name, String placeholder, String description) {
    return new Value(
        Optional.empty(), name, placeholder, description, Times.ONCE, new Domain.AnyFolder());
  }

  /** {@code -l DIR} and {@code --name DIR}: shells complete the names of folders. */
  static Value folder(char letter, String name, String placeholder, String description) {
    return new Value(
        Optional.of(letter), name, placeholder, description, Times.ONCE, new Domain.AnyFolder());
  }
}
