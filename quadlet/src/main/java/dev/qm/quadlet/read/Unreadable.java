package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be said of a file with lines that cannot be read: one finding for each of them, or one
 * for all of them if the file is no unit in the first place, as a {@code meson.build} is none.
 */
final class Unreadable {
  /** So few lines are named one by one, whatever the rest of the file looks like. */
  private static final int FEW = 8;

  private Unreadable() {}

  /**
   * The findings.
   *
   * @param parsed a file with lines that could not be read
   * @param type the type of the unit that it is, or is a drop-in of
   * @param why what it leads to
   */
  static List<Problem> in(UnitFile.Parsed parsed, UnitType type, String why) {
    if (!isUnit(parsed)) {
      var first = parsed.problems().getFirst();
      return List.of(
          new Problem(
              Problem.Severity.ERROR,
              "no-unit",
              first.origin(),
              first.column(),
              1,
              "no unit file: "
                  + (parsed.unit().sections().isEmpty()
                      ? "it has no section"
                      : "most of its lines are neither a section nor Key=value"),
              why,
              "begin with [" + type.section() + "], or keep it elsewhere than among units"));
    }
    List<Problem> problems = new ArrayList<>();
    for (var problem : parsed.problems()) {
      problems.add(problem.problem());
    }
    return problems;
  }

  private static boolean isUnit(UnitFile.Parsed parsed) {
    var named = false;
    for (var section : parsed.unit().sections()) {
      named |= isPlain(section);
    }
    var read = 0;
    for (var line : parsed.unit().lines()) {
      read +=
          switch (line) {
            case Line.Header _, Line.Setting _ -> 1;
            case Line.Remark _, Line.Broken _ -> 0;
          };
    }
    var unread = parsed.problems().size();
    // a header that lacks its bracket is one mistake in a unit
    return unread <= FEW ? named || isBrokenHeader(parsed) : named && unread <= read;
  }

  private static boolean isBrokenHeader(UnitFile.Parsed parsed) {
    for (var line : parsed.unit().lines()) {
      if (line instanceof Line.Broken && line.raw().stripLeading().startsWith("[")) {
        return true;
      }
    }
    return false;
  }

  /** True for a section's name that somebody may have meant: of letters, digits and dashes. */
  private static boolean isPlain(String section) {
    for (var i = 0; i < section.length(); i++) {
      var c = section.charAt(i);
      if (!(c == '-' || Character.isLetterOrDigit(c))) {
        return false;
      }
    }
    return true;
  }
}
