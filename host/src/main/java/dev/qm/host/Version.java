package dev.qm.host;

import java.util.Optional;

/**
 * A version of three numbers, as Podman, crun and the kernel have; what follows them ({@code -rc1},
 * {@code +ds1-8}, {@code .fc41}) does not take part in comparisons.
 */
public record Version(int major, int minor, int patch) implements Comparable<Version> {

  /** The first version in {@code text}: {@code "podman version 4.3.1"} gives 4.3.1. */
  public static Optional<Version> find(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i)) && (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))) {
        return Optional.of(at(text, i));
      }
    }
    return Optional.empty();
  }

  /** True when this is {@code major.minor} or later. */
  public boolean isAtLeast(int major, int minor) {
    return this.major > major || (this.major == major && this.minor >= minor);
  }

  @Override
  public int compareTo(Version other) {
    if (major != other.major) {
      return Integer.compare(major, other.major);
    }
    return minor != other.minor
        ? Integer.compare(minor, other.minor)
        : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }

  private static Version at(String text, int start) {
    var numbers = new int[3];
    var i = start;
    for (var n = 0; n < 3; n++) {
      for (; i < text.length() && isDigit(text.charAt(i)); i++) {
        // a number that does not fit is not a version that anybody shipped: it stays at the top
        numbers[n] = (int) Math.min(Integer.MAX_VALUE, numbers[n] * 10L + (text.charAt(i) - '0'));
      }
      if (i + 1 >= text.length() || text.charAt(i) != '.' || !isDigit(text.charAt(i + 1))) {
        break;
      }
      i++;
    }
    return new Version(numbers[0], numbers[1], numbers[2]);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
