package dev.qm.packaging.addon;

import dev.qm.quadlet.syntax.Origin;

/**
 * Devices that an add-on says it opens.
 *
 * @param pattern a path below {@code /dev}; {@code *} stands for any part of a name
 * @param reason why
 * @param origin the line that says so
 */
public record DevicePattern(String pattern, String reason, Origin origin) {
  private static final String DEVICES = "/dev/";

  /** Whether the text can be a pattern. */
  static boolean isPattern(String text) {
    return text.startsWith(DEVICES)
        && text.length() > DEVICES.length()
        && !text.endsWith("/")
        && !text.contains("//")
        && !text.contains("/./")
        && !text.contains("/../")
        && !text.endsWith("/..")
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Whether {@code path}, a device or a folder of devices, was declared by this pattern. */
  public boolean covers(String path) {
    return matches(pattern, 0, path, 0)
        || (pattern.endsWith("/*") && matches(pattern, 0, path + "/*", 0));
  }

  /** The star stands for no slash; patterns are a line long, so plain recursion will do. */
  private static boolean matches(String pattern, int p, String path, int at) {
    if (p == pattern.length()) {
      return at == path.length();
    }
    if (pattern.charAt(p) == '*') {
      for (var end = at; ; end++) {
        if (matches(pattern, p + 1, path, end)) {
          return true;
        }
        if (end == path.length() || path.charAt(end) == '/') {
          return false;
        }
      }
    }
    return at < path.length()
        && pattern.charAt(p) == path.charAt(at)
        && matches(pattern, p + 1, path, at + 1);
  }
}
