package dev.qm.bluechi.configuration;

import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What became of reading the files of a program of our own.
 *
 * @param settings nothing where the files are wrong, which the problems say
 * @param problems all that is wrong, with its line
 */
public record SettingsReading<T>(Optional<T> settings, List<Problem> problems) {
  /** Findings that are about BlueChi's own program, not about what files say. */
  private static final Set<String> OF_THE_OTHER_PROGRAM =
      Set.of("bluechi-installed", "bluechi-heartbeat", "bluechi-vendor-file");

  public SettingsReading {
    problems = List.copyOf(problems);
  }

  /** Lines that are wrong are found as {@code qm bluechi check} finds them. */
  static <T> SettingsReading<T> of(
      Layers layers, Path mainFile, List<Side.Unread> unread, Supplier<T> settings) {
    var problems = new Problems();
    new FileInspection(
            new Side(
                Machine.Where.HOST,
                layers,
                mainFile,
                Side.Installed.YES,
                Optional.empty(),
                List.copyOf(unread)),
            problems)
        .inspect();
    var found =
        problems.inOrder().stream()
            .filter(problem -> !OF_THE_OTHER_PROGRAM.contains(problem.rule()))
            .toList();
    // a file that cannot be read to its end would count for nothing, which nobody wants
    if (found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
        || !layers.isReadable()) {
      return new SettingsReading<>(Optional.empty(), found);
    }
    return new SettingsReading<>(Optional.of(settings.get()), found);
  }
}
