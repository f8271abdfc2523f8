package dev.qm.cli.command.show;

import dev.qm.host.cgroup.LiveLimit;
import dev.qm.partition.show.LimitView;

/** {@code qm show limits}. */
final class LimitSheet {
  private LimitSheet() {}

  static Sheet of(LimitView view) {
    var rows =
        Rows.of(
            "limits",
            " |mark",
            "LIMIT|key",
            "ASKED FOR|wanted",
            "|expected",
            "KERNEL HAS|held",
            "STANDS|standing",
            "BY|origin",
            "WHERE|place",
            "|remark");
    for (var limit : view.limits()) {
      rows.row(
          Value.of(mark(limit.standing())),
          Value.of(limit.key()),
          Value.of(limit.wanted()),
          Value.of(limit.expected()),
          limit.held().isPresent() ? Value.of(limit.held().get().value()) : new Value.None(),
          Value.of(limit.standing().word()),
          Value.of(limit.origin()),
          Value.of(
              limit.held().isPresent() ? limit.held().get().file().toString() : limit.remark()),
          Value.of(limit.remark()));
    }
    var sheet = new Sheet();
    sheet.data("differing", new Value.Count(view.differing())).table(rows);
    if (view.limits().isEmpty()) {
      return sheet.note("The files ask for no limit.");
    }
    for (var limit : view.limits()) {
      // of the others the remark stands in the table
      if (limit.held().isPresent() && !limit.remark().isEmpty()) {
        sheet.note(limit.key() + ": " + limit.remark() + ".");
      }
    }
    return view.differing() == 0
        ? sheet
        : sheet.note(
            "! marks what the kernel holds otherwise: a file was changed and `qm restart` not called"
                + " yet, something else wrote the kernel's file, or this machine cannot do it.");
  }

  private static String mark(LiveLimit.Standing standing) {
    return switch (standing) {
      case SAME -> " ";
      case DIFFERENT -> "!";
      case UNKNOWN -> "?";
    };
  }
}
