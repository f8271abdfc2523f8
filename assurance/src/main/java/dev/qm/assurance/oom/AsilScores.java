package dev.qm.assurance.oom;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.OomProcess;
import dev.qm.host.process.Processes;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.util.Optional;

/** What the safety side is given: by its unit files, and by what runs of it. */
final class AsilScores {
  private AsilScores() {}

  /**
   * The unit of it that would die first, by its score alone.
   *
   * @param unit its name, or the program's
   * @param adjust {@code oom_score_adj}
   */
  record Highest(String unit, int adjust) {}

  /** The highest score of the side on the machine below {@code root}; nothing if none is found. */
  static Optional<Highest> highest(Root root, AsilSide asil) throws HostException {
    var highest = Optional.<Highest>empty();
    for (var unit : asil.units()) {
      var declared = declared(root, unit.name());
      if (declared.isPresent()) {
        highest = higher(highest, new Highest(unit.name(), declared.get()));
      }
    }
    return root.isHost() ? running(asil, highest) : highest;
  }

  private static Optional<Highest> running(AsilSide asil, Optional<Highest> so)
      throws HostException {
    var highest = so;
    for (var pid : Processes.all()) {
      for (var path : Processes.groupsOf(pid)) {
        if (asil.hasGroup(path)) {
          var process = OomProcess.read(pid);
          if (process.isPresent()) {
            highest =
                higher(
                    highest,
                    new Highest(process.get().name() + "[" + pid + "]", process.get().adjust()));
          }
        }
      }
    }
    return highest;
  }

  private static Optional<Highest> higher(Optional<Highest> one, Highest other) {
    return one.isPresent() && one.get().adjust() >= other.adjust() ? one : Optional.of(other);
  }

  /** What a service's unit says, or its quadlet; 0 where it says nothing. */
  private static Optional<Integer> declared(Root root, String name) throws HostException {
    if (!name.endsWith(".service")) {
      return Optional.empty();
    }
    try {
      var unit = SystemdReader.read(root.directory(), name);
      if (unit.isPresent()) {
        return Optional.of(score(unit.get().unit()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + name + " of the ASIL side", failure);
    }
    var quadlet = name.substring(0, name.length() - ".service".length()) + ".container";
    return QuadletReader.readUnit(root.directory(), Folders.system(root.directory()), quadlet)
        .unit(quadlet)
        .map(found -> score(found.unit()));
  }

  private static int score(UnitFile unit) {
    var entry = unit.last("Service", "OOMScoreAdjust");
    return entry.isPresent() ? (int) ControlFile.number(entry.get().value()).orElse(0) : 0;
  }
}
