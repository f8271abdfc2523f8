package dev.qm.bluechi.relay;

/** Names by a pattern, in which * stands for any characters and ? for one: glob(7), no brackets. */
final class Glob {
  private Glob() {}

  /** Whether the whole name is as the pattern says; in time that grows with both, no faster. */
  static boolean matches(String pattern, String name) {
    var p = 0;
    var n = 0;
    var star = -1;
    var mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
