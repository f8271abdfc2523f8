package dev.qm.cli.command.nodes;

/**
 * A name, or a pattern of names: {@code *} for any text, {@code ?} for one character, {@code [a-c]}
 * and {@code [!a]} for one of them or none of them, as glob(7) has it. A backslash takes a
 * character for itself.
 */
record Glob(String pattern) {
  /** Whether it is more than one name. */
  boolean isPattern() {
    for (var i = 0; i < pattern.length(); i++) {
      if ("*?[\\".indexOf(pattern.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the name is meant. It takes time in proportion to the product of both lengths at most:
   * only the last star is ever gone back to.
   */
  boolean matches(String name) {
    var p = 0;
    var n = 0;
    var star = -1;
    var afterStar = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        afterStar = n;
        continue;
      }
      var next = p < pattern.length() ? one(p, name.charAt(n)) : -1;
      if (next >= 0) {
        p = next;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on behind what stands for one character; -1 when it is another. */
  private int one(int at, char c) {
    return switch (pattern.charAt(at)) {
      case '?' -> at + 1;
      case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
      case '[' -> set(at, c);
      default -> pattern.charAt(at) == c ? at + 1 : -1;
    };
  }

  private int set(int at, char c) {
    var isNot = at + 1 < pattern.length() && "!^".indexOf(pattern.charAt(at + 1)) >= 0;
    var first = at + (isNot ? 2 : 1);
    var end = pattern.indexOf(']', first + 1);
    if (end < 0) {
      // a bracket without its partner stands for itself
      return c == '[' ? at + 1 : -1;
    }
    var isIn = false;
    for (var i = first; i < end; i++) {
      if (i + 2 < end && pattern.charAt(i + 1) == '-') {
        isIn |= pattern.charAt(i) <= c && c <= pattern.charAt(i + 2);
        i += 2;
      } else {
        isIn |= pattern.charAt(i) == c;
      }
    }
    return isIn != isNot ? end + 1 : -1;
  }
}
