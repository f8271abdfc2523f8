package dev.qm.partition.setup;

import dev.qm.host.HostException;
import java.util.Optional;

/**
 * Something that a setup keeps for those after it in a mark of the ledger, such as what an option
 * asked for, which need not be said again.
 *
 * @param name of it, such as {@code asil-cpus}
 */
record Remembered(String name) {
  /** What takes it back. */
  static final String NONE = "none";

  /** What is recorded; nothing where nobody asked. */
  Optional<String> in(Ledger ledger) {
    for (var mark : ledger.marks()) {
      var words = of(mark);
      if (words.isPresent()) {
        return words;
      }
    }
    return Optional.empty();
  }

  /** What a mark has of it; nothing of another thing's. */
  Optional<String> of(Mark mark) {
    return mark instanceof Mark.Finished(var step) && step.startsWith(prefix())
        ? Optional.of(step.substring(prefix().length()))
        : Optional.empty();
  }

  /** The mark that has these words. */
  Mark.Finished mark(String words) {
    return new Mark.Finished(prefix() + words);
  }

  /** Makes {@code ledger} say {@code wanted}, and nothing else. */
  void keep(Ledger ledger, Optional<String> wanted) throws HostException {
    var mark = wanted.map(this::mark);
    if (mark.isPresent()) {
      ledger.add(mark.get());
    }
    for (var other : ledger.marks()) {
      if (of(other).isPresent() && !mark.equals(Optional.of(other))) {
        ledger.drop(other);
      }
    }
  }

  private String prefix() {
    return name + "=";
  }
}
