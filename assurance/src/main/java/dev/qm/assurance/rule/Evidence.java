package dev.qm.assurance.rule;

import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a verdict stands on: a line of a file, or what the kernel says.
 *
 * <p>The texts hold no terminal control characters, wherever they came from.
 *
 * @param place the file and line, or the file of the kernel, or the process
 * @param value what stands there, such as {@code MemoryMax=75%}, or what is missing
 * @param origin of what files say; nothing of what runs
 */
public record Evidence(String place, String value, Optional<Origin> origin) {
  /** What is shown of a value: a line of the partition's may be longer than a book. */
  private static final int LONGEST = 1_000;

  private static final String CUT = " characters)";

  /** Characters that say of a cut text how long it was. */
  private static final int MARK = 32;

  /** Nothing in either text is raw. */
  public Evidence {
    place = Untrusted.of(place).toString();
    value = Untrusted.of(cut(value)).toString();
  }

  /** The text; of a long one its beginning, and how long it is; one that is cut stays so. */
  static String cut(String value) {
    return value.length() <= LONGEST || (value.length() <= LONGEST + MARK && value.endsWith(CUT))
        ? value
        : value.substring(0, LONGEST) + "... (" + value.length() + CUT;
  }

  /** A line of a unit or a drop-in. */
  public static Evidence of(Entry entry) {
    return at(entry.origin(), entry.key() + "=" + cut(entry.value()));
  }

  /** What stands in a line of any file. */
  public static Evidence at(Origin origin, String value) {
    return new Evidence(origin.toString(), value, Optional.of(origin));
  }

  /** What a file does not say; the finding points at its first line. */
  public static Evidence missing(Path file, String what) {
    return at(new Origin(file, 1), what);
  }

  /** What a file of the kernel says. */
  public static Evidence kernel(String file, String value) {
    return new Evidence(file, value, Optional.empty());
  }

  /** What is known of a process. */
  public static Evidence process(int pid, Untrusted name, String value) {
    return new Evidence("process " + pid + " (" + name + ")", value, Optional.empty());
  }
}
