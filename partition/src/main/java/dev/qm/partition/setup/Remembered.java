package dev.qm.partition.setup;

import dev.qm.host.HostException;
import java.util.Optional;

/**
 * What a setup was asked for by an option, for those after it, which need not be told again: a mark
 * of the ledger.
 *
 * @param option its name, such as {@code asil-cpus}
 */
record Remembered(String option) {
  /** What takes it back. */
  static final String NONE = "none";

  /** What is recorded; nothing where nobody asked. */
  Optional<String> in(Ledger ledger) {
    for (var mark : ledger.marks()) {
      if (mark instanceof Mark.Finished(var step) && step.startsWith(prefix())) {
        return Optional.of(step.substring(prefix().length()));
      }
    }
    return Optional.empty();
  }

  /** Makes {@code ledger} say {@code wanted}, and nothing else. */
  void keep(Ledger ledger, Optional<String> wanted) throws HostException {
    var mark = wanted.map(words -> new Mark.Finished(prefix() + words));
    if (mark.isPresent()) {
      ledger.add(mark.get());
    }
    for (var other : ledger.marks()) {
      if (other instanceof Mark.Finished(var step)
          && step.startsWith(prefix())
          && !mark.equals(Optional.of(other))) {
        ledger.drop(other);
      }
    }
  }

  private String prefix() {
    return option + "=";
  }
}
