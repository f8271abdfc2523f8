package dev.qm.quadlet.syntax;

/**
 * A line of a unit file that is neither a section, nor a setting, nor a comment.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 */
public final class UnitSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Origin origin;

  /** The same as what the method of its name gives. */
  private final int column;

  /** The same as what the method of its name gives. */
  private final String why;

  /** The same as what the method of its name gives. */
  private final String mend;

  /**
   * Says what is wrong with one line.
   *
   * @param origin the line
   * @param column where in the line, counted in characters from 1
   * @param what the fault, in half a sentence
   * @param why what it leads to
   * @param mend what to do about it
   */
  public UnitSyntaxException(Origin origin, int column, String what, String why, String mend) {
    // a finding about a text, not about this program: a stack would say nothing, and a hostile file
    // can have a million of them
    super(what, null, false, false);
    this.origin = origin;
    this.column = column;
    this.why = why;
    this.mend = mend;
  }

  /** {@return the fault, in half a sentence} */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** {@return the line at fault} */
  public Origin origin() {
    return origin;
  }

  /** {@return where in the line, counted in characters from 1} */
  public int column() {
    return column;
  }

  /** {@return what the fault leads to} */
  public String why() {
    return why;
  }

  /** {@return what to do about it} */
  public String mend() {
    return mend;
  }

  /** {@return the same as a finding, to stand in one list with the others} */
  public Problem problem() {
    return new Problem(Problem.Severity.ERROR, "syntax", origin, column, 1, what(), why, mend);
  }
}
