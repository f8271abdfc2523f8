package dev.qm.quadlet.machine;

import java.util.Optional;

/**
 * A version of Podman.
 *
 * <p>Source: {@code podman-version(1)}.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 */
public record PodmanVersion(int major, int minor, int patch) implements Comparable<PodmanVersion> {
  /** The first that does without what was long deprecated; its Quadlet differs in a few places. */
  public static final PodmanVersion V6_0 = new PodmanVersion(6, 0, 0);

  /**
   * Reads {@code 5.8.6}, {@code 5.8} or {@code 5.8.0-rc1+ds1}; empty if it is no version.
   *
   * @param text the text of a version
   * @return the version; empty if it is none
   */
  public static Optional<PodmanVersion> parse(String text) {
    var numbers = new int[3];
    var position = 0;
    for (var i = 0; i < numbers.length; i++) {
      var start = position;
      while (position < text.length() && isDigit(text.charAt(position)) && position - start < 6) {
        numbers[i] = numbers[i] * 10 + (text.charAt(position) - '0');
        position++;
      }
      if (position == start) {
        return Optional.empty();
      }
      if (position == text.length() || text.charAt(position) != '.') {
        return i == 0 ? Optional.empty() : Optional.of(of(numbers));
      }
      position++;
    }
    return Optional.of(of(numbers));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static PodmanVersion of(int[] numbers) {
    return new PodmanVersion(numbers[0], numbers[1], numbers[2]);
  }

  /**
   * {@return true if this is another version or a later one}
   *
   * @param other the other version
   */
  public boolean isAtLeast(PodmanVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(PodmanVersion other) {
    if (major != other.major) {
      return Integer.compare(major, other.major);
    }
    return minor != other.minor
        ? Integer.compare(minor, other.minor)
        : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return patch == 0 ? major + "." + minor : major + "." + minor + "." + patch;
  }
}
