package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How long a control group stood still because none of its processes that could run had a
 * processor: the line {@code full} of {@code cpu.pressure} (Documentation/accounting/psi.rst).
 *
 * @param percent of the last ten seconds
 * @param microseconds since the group was made
 */
public record Pressure(int percent, long microseconds) {
  private static final String LINE = "full avg10=";
  private static final String TOTAL = " total=";

  /** What the file says now; empty where the kernel does not count. */
  public static Optional<Pressure> read(Path file) {
    return of(Bounded.textIfAny(file).orElse(""));
  }

  static Optional<Pressure> of(String text) {
    for (var line : KernelText.lines(text)) {
      var dot = line.indexOf('.');
      var total = line.indexOf(TOTAL);
      if (line.startsWith(LINE) && dot > 0 && total > 0) {
        var percent = ControlFile.number(line.substring(LINE.length(), dot));
        var microseconds = ControlFile.number(line.substring(total + TOTAL.length()));
        if (percent.isPresent() && microseconds.isPresent()) {
          return Optional.of(new Pressure((int) percent.getAsLong(), microseconds.getAsLong()));
        }
      }
    }
    return Optional.empty();
  }
}
