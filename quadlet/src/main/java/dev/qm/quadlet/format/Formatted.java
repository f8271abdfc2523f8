package dev.qm.quadlet.format;

import dev.qm.quadlet.syntax.Problem;

/**
 * What became of a file that was to be formatted.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 */
public sealed interface Formatted {
  /**
   * Its canonical form.
   *
   * @param text the whole text, which may be what was there before
   */
  record Canonical(String text) implements Formatted {}

  /**
   * The file is to stay as it is: a line cannot be read, or the two readers of units part over it.
   *
   * @param reason the line, why, and what to do
   */
  record Left(Problem reason) implements Formatted {}
}
