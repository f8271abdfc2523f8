package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How long the processes of a control group waited for one resource, as a file {@code
 * RESOURCE.pressure} says: Documentation/accounting/psi.rst.
 *
 * @param some while at least one of them waited
 * @param full while all that could have run waited
 */
public record PressureReading(Optional<Share> some, Optional<Share> full) {
  /** What a file says that is not there. */
  public static final PressureReading NONE =
      new PressureReading(Optional.empty(), Optional.empty());

  /**
   * A part of the time.
   *
   * @param last10 hundredths of a percent of the last ten seconds
   * @param last60 the same of the last minute
   * @param last300 the same of the last five minutes
   * @param microseconds in all, since the group was made
   */
  public record Share(int last10, int last60, int last300, long microseconds) {}

  /** Reads the file; one that is not there, or of another form, says nothing. */
  public static PressureReading read(Path file) {
    return of(Bounded.textIfAny(file).orElse(""));
  }

  static PressureReading of(String text) {
    var some = Optional.<Share>empty();
    var full = Optional.<Share>empty();
    for (var line : KernelText.lines(text)) {
      if (line.startsWith("some ")) {
        some = share(line);
      } else if (line.startsWith("full ")) {
        full = share(line);
      }
    }
    return new PressureReading(some, full);
  }

  private static Optional<Share> share(String line) {
    var last10 = -1;
    var last60 = -1;
    var last300 = -1;
    var total = -1L;
    for (var word : KernelText.of(line)) {
      if (word.startsWith("avg10=")) {
        last10 = hundredths(word.substring("avg10=".length()));
      } else if (word.startsWith("avg60=")) {
        last60 = hundredths(word.substring("avg60=".length()));
      } else if (word.startsWith("avg300=")) {
        last300 = hundredths(word.substring("avg300=".length()));
      } else if (word.startsWith("total=")) {
        total = ControlFile.number(word.substring("total=".length())).orElse(-1);
      }
    }
    return last10 < 0 || last60 < 0 || last300 < 0 || total < 0
        ? Optional.empty()
        : Optional.of(new Share(last10, last60, last300, total));
  }

  /** The kernel writes two figures behind the point; -1 for anything else. */
  private static int hundredths(String text) {
    var dot = text.indexOf('.');
    if (dot < 1 || dot > 3 || text.length() != dot + 3) {
      return -1;
    }
    var whole = ControlFile.number(text.substring(0, dot)).orElse(-1);
    var rest = ControlFile.number(text.substring(dot + 1)).orElse(-1);
    return whole < 0 || rest < 0 ? -1 : (int) (100 * whole + rest);
  }
}
