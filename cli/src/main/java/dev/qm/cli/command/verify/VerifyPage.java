package dev.qm.cli.command.verify;

import dev.qm.assurance.report.HtmlReport;
import dev.qm.assurance.report.ReportFacts;
import dev.qm.assurance.report.SystemPicture;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.view.PartitionView;
import dev.qm.cli.frame.QmVersion;
import java.time.ZonedDateTime;
import java.util.ArrayList;

/** A report for people. */
public final class VerifyPage {
  private VerifyPage() {}

  /** The page, one file of HTML. */
  public static String of(PartitionView view, Report report, ZonedDateTime at) {
    var units = new ArrayList<String>();
    view.asil().ifPresent(side -> side.units().forEach(unit -> units.add(unit.name())));
    return HtmlReport.of(report, SystemPicture.of(view, units), facts(view, at));
  }

  /** What a report of this machine says of itself. */
  public static ReportFacts facts(PartitionView view, ZonedDateTime at) {
    var root = view.machine().root();
    var name = view.machine().texts().word("/etc/hostname").orElse("this machine");
    return new ReportFacts(
        at, root.isHost() ? name : root.directory().toString(), QmVersion.ofQm().number());
  }
}
