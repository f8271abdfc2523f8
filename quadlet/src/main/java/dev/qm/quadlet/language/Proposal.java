package dev.qm.quadlet.language;

/**
 * Something that could be written at a place.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 *
 * @param kind what it is
 * @param label what it is called in a list
 * @param text what is written
 * @param start where what it takes the place of begins, counted in characters from 0
 * @param end where that ends; it is on the same line
 * @param detail a few words beside the label; may be empty
 * @param documentation what it does, in a sentence; may be empty
 */
public record Proposal(
    Kind kind, String label, String text, int start, int end, String detail, String documentation) {
  /** What is proposed. */
  public enum Kind {
    /** The header of a section. */
    SECTION,
    /** A key. */
    KEY,
    /** A value. */
    VALUE,
    /** Another unit. */
    UNIT
  }
}
