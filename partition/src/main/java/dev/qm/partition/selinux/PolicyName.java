package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import java.util.List;

/**
 * The name that the types of a partition begin with: {@code qm} for {@code qm_t}.
 *
 * @param text lower-case letters, digits and underlines, a letter first
 */
public record PolicyName(String text) {
  /** The rules that all partitions of a machine share are in this module, and it has one name. */
  public static final String BASE = "qm_base";

  private static final int LONGEST = 32;

  /** Endings that make the name of another module of ours. */
  private static final List<String> TAKEN = List.of("_never", "_base");

  /** The partition that everything is named for unless said otherwise. */
  public static final PolicyName QM = new PolicyName("qm");

  public PolicyName {
    if (!isValid(text)) {
      throw new IllegalArgumentException("not a partition's name: " + text);
    }
  }

  /**
   * The name that {@code text} is.
   *
   * @throws HostException when it cannot be one
   */
  public static PolicyName of(String text) throws HostException {
    if (!isValid(text)) {
      throw new HostException(
          "cannot call a partition '" + text + "'",
          "the names of its types begin with it: up to "
              + LONGEST
              + " lower-case letters, digits and underlines, a letter first, and not ending in"
              + " _never or _base",
          "for example --name radio");
    }
    return new PolicyName(text);
  }

  private static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
      return false;
    }
    for (var ending : TAKEN) {
      if (text.endsWith(ending)) {
        return false;
      }
    }
    return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }

  /** The module with the partition's types and rules. */
  public String module() {
    return text;
  }

  /** The module with what must never hold. */
  public String neverModule() {
    return text + "_never";
  }

  /** The type of the partition's own processes. */
  public String domain() {
    return text + "_t";
  }

  @Override
  public String toString() {
    return text;
  }
}
