package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.mend.Mended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Mends what can be mended, file by file, or shows what that would change. */
final class FixRun {
  private final Invocation in;
  private final UnitMends units;
  private final FileNames names;
  private final List<Mended.Finding> done = new ArrayList<>();
  private final Set<Path> shown = new HashSet<>();
  private boolean complete = true;

  FixRun(Invocation in, UnitMends units, FileNames names) {
    this.in = in;
    this.units = units;
    this.names = names;
  }

  /** False if a file could not be written. */
  boolean isComplete() {
    return complete;
  }

  /** Writes the files of units that can be mended. */
  void write(UnitMends.Checked checked, Settings settings) {
    var files = units.files(checked);
    var mended = units.all(checked, settings, files);
    Set<Path> written = new HashSet<>();
    for (var text : new TreeMap<>(mended.texts()).entrySet()) {
      try {
        unit(files, text.getKey()).write(text.getValue());
        written.add(text.getKey());
      } catch (HostException failure) {
        complete = false;
        Letter.of(failure).print(in.console().err(), in.console().terminal());
      }
    }
    for (var finding : mended.findings()) {
      if (written.contains(finding.problem().origin().file())) {
        done.add(finding);
      }
    }
  }

  /** Shows how the files of units would change. */
  void show(UnitMends.Checked checked, Settings settings) {
    var files = units.files(checked);
    var mended = units.all(checked, settings, files);
    for (var text : new TreeMap<>(mended.texts()).entrySet()) {
      if (shown.add(text.getKey())) {
        var name = Printable.line(names.of(text.getKey()));
        print(UnifiedDiff.of(name, unit(files, text.getKey()).text(), text.getValue()));
      }
    }
  }

  /** True if a change of some file was shown. */
  boolean hasShown() {
    return !shown.isEmpty();
  }

  private static WritableUnit unit(Map<Path, WritableUnit> files, Path file) {
    var unit = files.get(file);
    if (unit == null) {
      throw new IllegalStateException("mended, and not to be: " + file);
    }
    return unit;
  }

  /** To a program as it is, so that it can be applied; to a terminal without what acts on one. */
  private void print(String diff) {
    if (!in.console().terminal().outIsTerminal()) {
      in.out().print(diff);
      return;
    }
    for (var line : diff.lines().toList()) {
      in.out().println(Printable.line(line));
    }
  }

  /** {@code FILE:LINE: RULE: what was done}. */
  void report() {
    for (var finding : done) {
      var origin = finding.problem().origin();
      in.out()
          .println(
              Printable.line(
                  names.of(origin.file())
                      + ":"
                      + origin.line()
                      + ": "
                      + finding.problem().rule()
                      + ": "
                      + finding.done()));
    }
  }

  /** The same for programs, as a field of the object that {@code json} is in. */
  void fields(Json json) throws IOException {
    json.beginArray("mended");
    for (var finding : done) {
      var origin = finding.problem().origin();
      json.beginObject()
          .field("file", names.of(origin.file()))
          .field("line", origin.line())
          .field("rule", finding.problem().rule())
          .field("done", finding.done())
          .end();
    }
    json.end();
  }
}
