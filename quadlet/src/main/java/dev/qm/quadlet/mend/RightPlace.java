package dev.qm.quadlet.mend;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.text.Keys;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key that stands in a section where nobody reads it goes to the end of the one section that has
 * it, with the comment above it.
 */
record RightPlace() implements Remedy.OfSetting {
  /**
   * Keys of systemd's that mean the same in whichever section they are written. Not among them is
   * what has a like in Podman: who writes WorkingDirectory= into [Container] may mean WorkingDir=.
   */
  private static final Set<String> PLAIN =
      Set.of(
          "Alias",
          "Also",
          "DefaultInstance",
          "Description",
          "Documentation",
          "ExecStartPost",
          "ExecStartPre",
          "RequiredBy",
          "Restart",
          "RestartSec",
          "StartLimitIntervalSec",
          "TimeoutSec",
          "TimeoutStartSec",
          "TimeoutStopSec",
          "UpheldBy",
          "WantedBy");

  @Override
  public Set<String> rules() {
    return Set.of("unknown-key", "unknown-systemd-key");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    var entry = setting.entry();
    var from = setting.section();
    var homes = finding.homes(entry.key(), from);
    if (homes.size() != 1
        || finding.known(from).contains(entry.key())
        || !finding.sections().contains(from)) {
      return Optional.empty();
    }
    var home = homes.getFirst();
    if (home.equals(Keys.QUADLET)
        || (!finding.isOfSystemd(from) && !isPlain(home, entry.key()))
        || !mayEnd(home, finding, setting)
        || !isAlone(finding.file(), setting)) {
      return Optional.empty();
    }
    return Optional.of(move(home, finding.file(), setting));
  }

  private static boolean isPlain(String home, String key) {
    return switch (home) {
      case Keys.UNIT ->
          PLAIN.contains(key)
              || Quadlet.DEPENDENCIES.contains(key)
              || key.startsWith("Condition")
              || key.startsWith("Assert");
      case Keys.SERVICE, Keys.INSTALL -> PLAIN.contains(key);
      default -> false;
    };
  }

  /** True if it can be the last line of its key: of those that are there none changes its order. */
  private static boolean mayEnd(String home, Case finding, Case.Found setting) {
    var key = setting.entry().key();
    if (!finding.mayCount(home, key, setting.entry())) {
      return false;
    }
    var unit = finding.unit().unit();
    return finding.isUnordered(home, key)
        || (unit.entries(home, key).isEmpty() && unit.entries(setting.section(), key).size() == 1);
  }

  /** False if the comment above the setting may be about more than this setting. */
  private static boolean isAlone(FileText file, Case.Found setting) {
    var index = setting.place().index();
    if (!file.isComment(index - 1)) {
      return true;
    }
    var above = firstOfComment(file, index) - 1;
    var isFirst = above < 0 || file.lines().get(above) instanceof Line.Header;
    var isFollowed =
        index + 1 < file.lines().size() && file.lines().get(index + 1) instanceof Line.Setting;
    return !isFirst && !isFollowed;
  }

  /** Where the comment begins that stands directly above a line; the line itself without one. */
  private static int firstOfComment(FileText file, int index) {
    var first = index;
    while (file.isComment(first - 1)) {
      first--;
    }
    return first;
  }

  private static Draft move(String home, FileText file, Case.Found setting) {
    var entry = setting.entry();
    var start = file.lines().get(firstOfComment(file, setting.place().index())).start();
    var end = setting.line().end();
    var moved = file.text().substring(start, end);
    if (!moved.endsWith("\n")) {
      moved += file.lineEnd();
    }
    return Draft.exchange(
        "'" + entry.key() + "' is in [" + home + "] now",
        List.of(new Edit(start, end, ""), insertion(home, moved, file)),
        entry,
        new Said(home, entry.key(), entry.value()));
  }

  private static Edit insertion(String home, String moved, FileText file) {
    var last = lastOf(home, file);
    var text = file.text();
    var at = last.map(Line::end).orElse(text.length());
    var ended = at == 0 || text.charAt(at - 1) == '\n' ? "" : file.lineEnd();
    var header = last.isPresent() ? "" : file.lineEnd() + "[" + home + "]" + file.lineEnd();
    return new Edit(at, at, ended + header + moved);
  }

  /** The last line of a section that is more than a remark. */
  private static Optional<Line> lastOf(String section, FileText file) {
    for (var i = file.lines().size() - 1; i >= 0; i--) {
      var line = file.lines().get(i);
      if (file.section(i).equals(section) && !(line instanceof Line.Remark)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }
}
