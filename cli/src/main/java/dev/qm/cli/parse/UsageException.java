package dev.qm.cli.parse;

import java.util.Optional;

/** The command line is wrong: nothing was tried, and the exit status is 2. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String suggestion;

  /** Wrong usage with no better guess at what was meant. */
  public UsageException(String what) {
    this(what, "");
  }

  /**
   * Wrong usage.
   *
   * @param what what is wrong, in lower case, without a full stop
   * @param suggestion how to say it right, in the same form; empty when there is no guess
   */
  public UsageException(String what, String suggestion) {
    super(what);
    this.suggestion = suggestion;
  }

  /** What is wrong. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** How to say it right. */
  public Optional<String> suggestion() {
    return suggestion.isEmpty() ? Optional.empty() : Optional.of(suggestion);
  }
}
