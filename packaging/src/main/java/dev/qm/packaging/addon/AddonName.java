package dev.qm.packaging.addon;

import java.util.Optional;

/**
 * The name of an add-on, and so of its folder and, after {@code qm-}, of its package: a small
 * letter, then small letters, digits and hyphens, 40 characters at most. The package {@code qm-ctl}
 * is QM's own.
 *
 * @param text the name
 */
public record AddonName(String text) implements Comparable<AddonName> {
  /** What a name looks like, for errors. */
  public static final String RULE =
      "small letters, digits and hyphens, a letter first, at most "
          + AddonName.LONGEST
          + ", and not "
          + AddonName.TAKEN;

  private static final int LONGEST = 40;
  private static final String TAKEN = "ctl";

  /** Checks it. */
  public AddonName {
    if (!isName(text)) {
      throw new IllegalArgumentException("not the name of an add-on: " + text);
    }
  }

  /** The name, if the text is one. */
  public static Optional<AddonName> parse(String text) {
    return isName(text) ? Optional.of(new AddonName(text)) : Optional.empty();
  }

  /** The name of its package in both formats. */
  public String packageName() {
    return "qm-" + text;
  }

  private static boolean isName(String text) {
    if (text.isEmpty()
        || text.length() > LONGEST
        || !isLetter(text.charAt(0))
        || text.equals(TAKEN)) {
      return false;
    }
    for (var i = 1; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  @Override
  public int compareTo(AddonName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
