package dev.qm.testbed;

import java.util.List;

/**
 * How a command in the VM ended.
 *
 * @param command its words
 * @param exitCode 0-255; 128 + signal when a signal ended it, 127 when there is no such program,
 *     124 when it did not end within its deadline
 * @param stdout what it wrote to standard output
 * @param stderr what it wrote to standard error
 */
record Result(List<String> command, int exitCode, String stdout, String stderr) {

  /** Standard output of a command that had to succeed, without surrounding white space. */
  String out() {
    if (exitCode != 0) {
      throw new AssertionError("expected success, but was: " + this);
    }
    return stdout.strip();
  }

  /** All that a failed assertion should show. */
  @Override
  public String toString() {
    return String.join(" ", command)
        + "\nexit code "
        + exitCode
        + "\n--- stdout\n"
        + stdout
        + "\n--- stderr\n"
        + stderr;
  }
}
