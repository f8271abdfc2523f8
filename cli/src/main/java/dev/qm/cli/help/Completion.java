package dev.qm.cli.help;

import dev.qm.cli.frame.CommandGroup;

/** Scripts that let a shell complete the words of a qm command line. */
public final class Completion {
  private Completion() {}

  /** A script for bash 4 or newer to read. */
  public static String bash(CommandGroup qm) {
    return new BashCompletion(CommandTree.of(qm)).script();
  }

  /**
   * A script for zsh, with compinit loaded, to read; or the file {@code _qm} in a folder of fpath.
   */
  public static String zsh(CommandGroup qm) {
    return new ZshCompletion(CommandTree.of(qm)).script();
  }

  /** A script for fish to read. */
  public static String fish(CommandGroup qm) {
    return new FishCompletion(CommandTree.of(qm)).script();
  }

  /** Text in single quotes, as every POSIX shell reads it. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
