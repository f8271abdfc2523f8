package dev.qm.assurance.view;

import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.ProcessInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The processes of the host that a rule asks for by their control groups: proc(5). */
public final class HostProcesses {
  private HostProcesses() {}

  /**
   * One of them.
   *
   * @param groups its places in all hierarchies
   * @param oomScoreAdjust -1000 to 1000
   */
  public record HostProcess(int pid, Untrusted name, List<String> groups, int oomScoreAdjust) {
    /** Copies what it is given, so that nobody can change it. */
    public HostProcess {
      groups = List.copyOf(groups);
    }
  }

  /** Those with a group that {@code wanted} takes; who ends meanwhile is left out. */
  public static List<HostProcess> in(Machine machine, Predicate<String> wanted) {
    var found = new ArrayList<HostProcess>();
    var proc = machine.root().at("/proc");
    try (var entries = Files.newDirectoryStream(proc, "[1-9]*")) {
      for (var entry : entries) {
        var number = ControlFile.number(String.valueOf(entry.getFileName()));
        if (number.isPresent()) {
          process(proc, (int) number.getAsLong(), wanted).ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException failure) {
      return List.of();
    }
    found.sort((a, b) -> Integer.compare(a.pid(), b.pid()));
    return found;
  }

  private static Optional<HostProcess> process(Path proc, int pid, Predicate<String> wanted) {
    var info = ProcessInfo.read(proc, pid);
    if (info.isEmpty()) {
      return Optional.empty();
    }
    var groups = new ArrayList<String>();
    for (var membership : info.get().cgroups()) {
      groups.add(membership.path());
    }
    var score =
        Bounded.textIfAny(proc.resolve(Integer.toString(pid)).resolve("oom_score_adj"))
            .map(String::strip);
    return groups.stream().anyMatch(wanted) && score.isPresent()
        ? Optional.of(
            new HostProcess(
                pid, info.get().name(), groups, (int) ControlFile.number(score.get()).orElse(0)))
        : Optional.empty();
  }
}
