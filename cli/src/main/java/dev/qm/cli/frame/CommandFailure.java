package dev.qm.cli.frame;

import dev.qm.cli.terminal.Letter;

/** A command could not do its work; the letter tells the user why, and the exit status is 1. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Letter letter;

  /** A failure that the command found by itself. */
  public CommandFailure(Letter letter) {
    super(letter.what());
    this.letter = letter;
  }

  /** A failure that comes from a deeper one, which {@code --debug} shows. */
  public CommandFailure(Letter letter, Throwable cause) {
    super(letter.what(), cause);
    this.letter = letter;
  }

  /** What the user reads. */
  public Letter letter() {
    return letter;
  }
}
