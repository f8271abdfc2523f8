package dev.qm.assurance.rule;

import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.read.UnitOverlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Findings about what drop-ins of the partition's service say: systemd reads them after all
 * drop-ins of the quadlet, so that none of those closes the finding. What does is said in words.
 *
 * @param service what lies over the service
 */
record ServiceLines(UnitOverlay service) {
  /** The verdict with words in place of the drop-ins that would not work. */
  static Verdict worded(Verdict verdict, PartitionView view) {
    var service = view.declared().service();
    if (service.dropIns().isEmpty() || !(verdict instanceof Verdict.Fail(List<Fault> faults))) {
      return verdict;
    }
    var lines = new ServiceLines(service);
    var worded = new ArrayList<Fault>();
    for (var fault : faults) {
      worded.add(
          lines
              .last(fault)
              .map(line ->
                  new Fault(fault.what(), fault.evidence(), lines.advice(line), Optional.empty()))
              .orElse(fault));
    }
    return new Verdict.Fail(worded);
  }

  /** The line of such a drop-in that has the last word of what a finding is about. */
  private Optional<Evidence> last(Fault fault) {
    for (var evidence : fault.evidence()) {
      if (isLine(evidence)) {
        return Optional.of(evidence);
      }
    }
    return fault
        .mend()
        .filter(mend -> mend.place() == Mend.Place.HOST && mend.unit().equals(PartitionSpec.UNIT))
        .flatMap(this::over);
  }

  /** Whether it is a setting of such a drop-in; that a file is there at all is none. */
  private boolean isLine(Evidence evidence) {
    for (var dropIn : service.dropIns()) {
      for (var section : dropIn.sections()) {
        for (var entry : dropIn.entries(section)) {
          if (Evidence.of(entry).equals(evidence)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A line that comes after one of a mend and is of the same key. */
  private Optional<Evidence> over(Mend mend) {
    var found = Optional.<Evidence>empty();
    for (var dropIn : service.dropIns()) {
      for (var setting : mend.settings()) {
        var line =
            setting.section().equals("Container")
                ? Optional.<Evidence>empty()
                : dropIn.last(setting.section(), setting.key()).map(Evidence::of);
        found = line.isPresent() ? line : found;
      }
    }
    return found;
  }

  private String advice(Evidence line) {
    var file = line.origin().orElseThrow().file();
    return "take "
        + line.value()
        + " out of "
        + line.place()
        + (isReverted(file) ? " or run `systemctl revert " + service.name() + "`" : "")
        + ", then `qm restart`: it counts after every drop-in of "
        + PartitionSpec.UNIT;
  }

  /** What systemctl(1) takes back: drop-ins of this very service that no package has brought. */
  private boolean isReverted(Path file) {
    var folder = file.getParent();
    return folder != null
        && folder.endsWith(service.name() + ".d")
        && !file.toString().contains("/lib/systemd/system/")
        && !file.toString().contains("/systemd/generator");
  }
}
