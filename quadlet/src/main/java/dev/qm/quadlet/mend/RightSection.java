package dev.qm.quadlet.mend;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A section with a misspelt name, which nobody reads, gets the one name that it can stand for, if
 * that changes nothing of what is there under this name.
 */
record RightSection() implements Remedy {
  @Override
  public Set<String> rules() {
    return Set.of("unknown-section");
  }

  @Override
  public Optional<Draft> draft(Case finding) {
    var place = finding.file().at(finding.problem().origin().line());
    if (place.isEmpty() || !(place.get().line() instanceof Line.Header header)) {
      return Optional.empty();
    }
    var written = header.name();
    if (isOfSomeType(written) || finding.sections().contains(written)) {
      return Optional.empty();
    }
    return OnlyName.near(written, finding.sections())
        .flatMap(name -> rename(written, name, finding));
  }

  private static boolean isOfSomeType(String section) {
    for (var type : UnitType.values()) {
      if (type.section().equals(section)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Draft> rename(String written, String name, Case finding) {
    var file = finding.file();
    var header = "[" + written + "]";
    List<Edit> edits = new ArrayList<>();
    List<Entry> gone = new ArrayList<>();
    List<Said> come = new ArrayList<>();
    var single = new HashSet<String>();
    for (var i = 0; i < file.lines().size(); i++) {
      if (!file.section(i).equals(written)) {
        continue;
      }
      switch (file.lines().get(i)) {
        case Line.Header line -> {
          if (!line.raw().strip().equals(header)) {
            return Optional.empty();
          }
          var start = line.start() + line.raw().indexOf(header) + 1;
          edits.add(new Edit(start, start + written.length(), name));
        }
        case Line.Setting line -> {
          var entry = line.entry();
          var isSecond = !finding.isList(name, entry.key()) && !single.add(entry.key());
          if (isSecond || !finding.mayCount(name, entry.key(), entry)) {
            return Optional.empty();
          }
          gone.add(entry);
          come.add(new Said(name, entry.key(), entry.value()));
        }
        case Line.Remark _, Line.Broken _ -> {}
      }
    }
    return Optional.of(new Draft(header + " is [" + name + "] now", edits, gone, come, List.of()));
  }
}
