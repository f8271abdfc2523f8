package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The second of two lines that give a key the same value is taken out; the first says it all. */
record SaidTwice() implements Remedy.OfSetting {
  @Override
  public Set<String> rules() {
    return Set.of("repeated-key");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    if (finding.file().isComment(setting.place().index() - 1)) {
      return Optional.empty();
    }
    var entry = setting.entry();
    var before = before(finding, setting);
    if (before.isEmpty() || !before.get().value().equals(entry.value())) {
      return Optional.empty();
    }
    var line = setting.line();
    return Optional.of(
        new Draft(
            "the second of two equal lines is gone",
            List.of(new Edit(line.start(), line.end(), "")),
            List.of(entry),
            List.of(),
            List.of()));
  }

  /** The line of the same key before it, in the same file. */
  private static Optional<Entry> before(Case finding, Case.Found setting) {
    var lines = finding.file().lines();
    for (var i = setting.place().index() - 1; i >= 0; i--) {
      if (lines.get(i) instanceof Line.Setting other
          && other.entry().key().equals(setting.entry().key())
          && finding.file().section(i).equals(setting.section())) {
        return Optional.of(other.entry());
      }
    }
    return Optional.empty();
  }
}
