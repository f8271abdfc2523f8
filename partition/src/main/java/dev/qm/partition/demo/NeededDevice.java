package dev.qm.partition.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The device that a demo shows.
 *
 * @param pattern a path below {@code /dev}; a {@code *} in the last name stands for a number
 * @param need what the demo is without it
 * @param addOn the add-on that opens it to the partition
 * @param virtual the command that makes one where the machine has none
 */
public record NeededDevice(String pattern, Need need, String addOn, Optional<String> virtual) {
  /** What a demo is without its device. */
  public enum Need {
    /** Nothing. */
    REQUIRED,
    /** Slower, or less. */
    OPTIONAL
  }

  private static final int MOST_DIGITS = 6;

  /** The folder that such devices are in. */
  public String folder() {
    return pattern.substring(0, pattern.lastIndexOf('/'));
  }

  /** Whether {@code path} is such a device. */
  public boolean covers(String path) {
    return number(path).isPresent();
  }

  /**
   * Those of the names in {@link #folder()} that are such devices, as paths, by number.
   *
   * @param names may be anything: whoever lists them may be hostile
   */
  public List<String> among(List<String> names) {
    var paths = new ArrayList<String>();
    for (var name : names) {
      var path = folder() + "/" + name;
      if (covers(path)) {
        paths.add(path);
      }
    }
    paths.sort(Comparator.comparing(path -> number(path).orElseThrow()));
    return List.copyOf(paths);
  }

  private Optional<Integer> number(String path) {
    var star = pattern.indexOf('*');
    if (star < 0) {
      return path.equals(pattern) ? Optional.of(0) : Optional.empty();
    }
    var before = pattern.substring(0, star);
    var after = pattern.substring(star + 1);
    if (path.length() <= before.length() + after.length()
        || !path.startsWith(before)
        || !path.endsWith(after)) {
      return Optional.empty();
    }
    var digits = path.substring(before.length(), path.length() - after.length());
    return digits.length() <= MOST_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Integer.parseInt(digits))
        : Optional.empty();
  }
}
