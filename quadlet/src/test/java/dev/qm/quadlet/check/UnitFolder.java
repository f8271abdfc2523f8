package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of units in the making. */
record UnitFolder(Path path) {
  void write(String name, String text) throws IOException {
    var file = path.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What is wrong with the units, on a machine that has every file. */
  List<Problem> check() {
    return check(Settings.host().withFiles(file -> true));
  }

  List<Problem> check(Settings settings) {
    return Check.run(QuadletReader.read(List.of(path)), settings);
  }

  List<Problem> errors() {
    return of(Problem.Severity.ERROR, check());
  }

  static List<Problem> of(Problem.Severity severity, List<Problem> problems) {
    return problems.stream().filter(problem -> problem.severity() == severity).toList();
  }
}
