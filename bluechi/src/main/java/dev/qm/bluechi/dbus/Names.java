package dev.qm.bluechi.dbus;

/**
 * Which names are valid: "Valid Names" and "Valid Object Paths" of the D-Bus specification. All are
 * ASCII.
 */
public final class Names {
  private static final int LONGEST = 255;

  private Names() {}

  /** A path of an object, such as {@code /org/freedesktop/DBus}. */
  public static boolean isObjectPath(String text) {
    if (text.equals("/")) {
      return true;
    }
    if (text.isEmpty() || text.charAt(0) != '/') {
      return false;
    }
    var last = '\0';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '/' ? last == '/' : !isLetter(c) && !isDigit(c)) {
        return false;
      }
      last = c;
    }
    return last != '/';
  }

  /** A name of an interface, such as {@code org.freedesktop.DBus}. */
  public static boolean isInterface(String text) {
    return isDotted(text, 0, Digits.NOT_FIRST, Hyphens.REFUSED);
  }

  /** A name of an error, which is like that of an interface. */
  public static boolean isError(String text) {
    return isInterface(text);
  }

  /** A name of a method or a signal. */
  public static boolean isMember(String text) {
    if (text.isEmpty() || text.length() > LONGEST || isDigit(text.charAt(0))) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (!isLetter(text.charAt(i)) && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A name on the bus: one that a program asked for, or the one that the bus gave it. */
  public static boolean isBusName(String text) {
    return text.startsWith(":")
        ? isDotted(text, 1, Digits.ANYWHERE, Hyphens.ALLOWED)
        : isDotted(text, 0, Digits.NOT_FIRST, Hyphens.ALLOWED);
  }

  private enum Digits {
    ANYWHERE,
    NOT_FIRST
  }

  private enum Hyphens {
    ALLOWED,
    REFUSED
  }

  /** Two or more parts with dots between them. */
  private static boolean isDotted(String text, int from, Digits digits, Hyphens hyphens) {
    if (text.length() > LONGEST || text.length() == from) {
      return false;
    }
    var dots = 0;
    var isFirst = true;
    for (var i = from; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '.') {
        if (isFirst) {
          return false;
        }
        dots++;
        isFirst = true;
        continue;
      }
      var isGood =
          isLetter(c)
              || (isDigit(c) && (digits == Digits.ANYWHERE || !isFirst))
              || (c == '-' && hyphens == Hyphens.ALLOWED);
      if (!isGood) {
        return false;
      }
      isFirst = false;
    }
    return dots > 0 && !isFirst;
  }

  /** A letter, or the underscore, which is allowed wherever letters are. */
  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
