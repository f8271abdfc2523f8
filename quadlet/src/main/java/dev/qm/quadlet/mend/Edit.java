package dev.qm.quadlet.mend;

/**
 * A part of a file's text, and what is to stand in its place.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 *
 * @param start where it begins, counted in characters from 0
 * @param end where it ends; the same as {@code start} where something is put in
 * @param text what stands there afterwards; empty where something is taken out
 */
public record Edit(int start, int end, String text) {
  /** True if the two cannot be made of one text, whichever comes first. */
  boolean isInTheWayOf(Edit other) {
    if (isInsertion() && other.isInsertion()) {
      return start == other.start && (beginsMore() || other.beginsMore());
    }
    return start < other.end && other.start < end;
  }

  /**
   * True if more than lines is put in: a second one would begin the same section, or line, again.
   */
  private boolean beginsMore() {
    return text.indexOf('[') >= 0 || text.startsWith("\n") || text.startsWith("\r");
  }

  private boolean isInsertion() {
    return start == end;
  }
}
