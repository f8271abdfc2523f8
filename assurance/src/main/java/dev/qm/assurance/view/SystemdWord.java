package dev.qm.assurance.view;

/**
 * A word of a command in a unit, as systemd hands it to the program: systemd.unit(5), Specifiers;
 * systemd.service(5), Command Lines.
 *
 * @param written as it stands in the unit, without quotes
 * @param text with all put in that files alone tell; what they do not stays as it is written
 * @param known so many characters at its beginning are certain
 * @param kind how far it is known
 */
public record SystemdWord(String written, String text, int known, Kind kind) {
  /** How far a word is known. */
  public enum Kind {
    /** It is the text. */
    LITERAL,
    /** One word, of which systemd puts in a part. */
    OPEN,
    /** systemd puts words in its place, or none. */
    SPLIT
  }

  /** A word in which nothing is put in. */
  public static SystemdWord literal(String text) {
    return new SystemdWord(text, text, text.length(), Kind.LITERAL);
  }

  /** Whether nobody has to ask systemd. */
  public boolean isLiteral() {
    return kind == Kind.LITERAL;
  }

  /** The certain beginning. */
  String beginning() {
    return text.substring(0, known);
  }

  /**
   * What follows the first characters, which are certain.
   *
   * @param of the text
   * @param ofWritten the same place in what is written
   */
  SystemdWord from(int of, int ofWritten) {
    return new SystemdWord(written.substring(ofWritten), text.substring(of), known - of, kind);
  }
}
