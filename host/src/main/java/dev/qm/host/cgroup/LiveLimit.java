package dev.qm.host.cgroup;

import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A limit that somebody asked for, beside what the kernel holds.
 *
 * @param key the setting that asks for it
 * @param wanted what it says, as it is written
 * @param origin the line that counts; nothing for what no line says
 * @param expected {@code wanted} in the kernel's words; empty where there are none
 * @param held what the kernel holds; nothing where it cannot be read
 * @param standing how the two compare
 * @param remark why they differ or cannot be compared, as far as that is known, or what the limit
 *     is worth; empty otherwise
 */
public record LiveLimit(
    String key,
    String wanted,
    Optional<Origin> origin,
    String expected,
    Optional<Held> held,
    Standing standing,
    String remark) {

  /** What a file of the kernel's says. */
  public record Held(Path file, String value) {}

  /** How a limit compares with the setting that asks for it. */
  public enum Standing {
    /** The kernel holds what was asked for. */
    SAME("same"),
    /** It holds something else. */
    DIFFERENT("different"),
    /** It cannot be seen. */
    UNKNOWN("unknown");

    private final String word;

    Standing(String word) {
      this.word = word;
    }

    /** For people and programs. */
    public String word() {
      return word;
    }
  }

  /** A limit that cannot be compared. */
  public static LiveLimit unknown(
      String key, String wanted, Optional<Origin> origin, String reason) {
    return new LiveLimit(key, wanted, origin, "", Optional.empty(), Standing.UNKNOWN, reason);
  }

  /** The same with something that a reader has to know. */
  public LiveLimit remarked(String what) {
    return new LiveLimit(key, wanted, origin, expected, held, standing, what);
  }

  /** A limit whose file says {@code expected}, or something else. */
  public static LiveLimit exact(
      String key, String wanted, Optional<Origin> origin, String expected, Held held) {
    if (held.value().isEmpty()) {
      return new LiveLimit(
          key,
          wanted,
          origin,
          expected,
          Optional.empty(),
          Standing.UNKNOWN,
          "this kernel has no " + held.file());
    }
    return new LiveLimit(
        key,
        wanted,
        origin,
        expected,
        Optional.of(held),
        expected.equals(held.value()) ? Standing.SAME : Standing.DIFFERENT,
        "");
  }
}
