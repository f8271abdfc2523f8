package dev.qm.quadlet.syntax;

import dev.qm.quadlet.text.Spaces;

/**
 * Who reads a unit file. The two readers agree on every line but those at the rim: how a line that
 * ends in a backslash goes on, and what ends a line. The check of units names the lines of a file
 * that the two read differently.
 *
 * <p>Source: {@code systemd.syntax(7)}; {@code podman-systemd.unit(5)}.
 */
public enum Dialect {
  /**
   * systemd itself, after {@code systemd.syntax(7)}: a backslash at the very end of a line becomes
   * a space, two of them are a backslash; an empty line ends a value; CR, LF and NUL end a line; a
   * UTF-8 byte order mark is skipped.
   */
  SYSTEMD,
  /**
   * Podman's Quadlet: a backslash at the end of a line, white space after it forgiven, joins the
   * two lines with nothing between; empty lines inside a value are passed over; only LF ends a
   * line.
   */
  QUADLET;

  /** True for what counts as white space around keys and values. */
  boolean isSpace(char c) {
    return this == SYSTEMD ? Spaces.isSystemd(c) : Spaces.isUnicode(c);
  }
}
