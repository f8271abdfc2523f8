package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Table;
import dev.qm.partition.selinux.PolicyReport;

/** {@code qm selinux status}. */
final class StatusCommand implements Subcommand {
  /** More wrong labels than this are counted, not named. */
  private static final int NAMED = 10;

  private static final OptionSpec.Flag NO_FILES =
      OptionSpec.flag("no-files", "do not look at the labels of files");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux status")
        .summary("show whether SELinux holds the partition as it should")
        .description(
            """
            Shows the mode of SELinux; whether the policy that the kernel has is the one that this qm brings; QM's \
            booleans, and those of the machine's policy that open something to every process; whether a change by others is compared with what must never be allowed; files with wrong \
            labels, where nested containers' own labels are right; and whether the processes of a running partition \
            have its types.
            """)
        .options(
            PolicyOptions.NAME,
            PolicyOptions.ROOTFS,
            PolicyOptions.ETC,
            PolicyOptions.VAR,
            NO_FILES,
            CommonOptions.ROOT,
            CommonOptions.JSON)
        .example("sudo qm selinux status", "Is everything as it should be?")
        .example("sudo qm selinux status --json | jq '.findings[].mend'", "For a program")
        .exit(ExitCode.OK, "everything is as it should be")
        .exit(ExitCode.FAILURE, "something is wrong; each finding has its mend")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var source = PolicyOptions.source(in, root);
    var files = in.has(NO_FILES) ? PolicyReport.Files.LEAVE_OUT : PolicyReport.Files.COMPARE;
    var report = PolicyReport.of(source, root, files, PolicyOptions.running(source, root));
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        StatusJson.print(json, report);
      }
    } else {
      print(in, report);
    }
    return report.findings().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static void print(Invocation in, PolicyReport report) {
    var out = in.out();
    out.println("SELinux      " + Printable.line(report.mode()));
    out.println("policy of " + report.name() + " " + report.state().words());
    out.println("modules      " + modules(report));
    if (!report.switches().isEmpty()) {
      out.println();
      var table = Table.of("BOOLEAN", "VALUE", "ALLOWS, WHEN ON");
      for (var value : report.switches()) {
        table.row(value.name(), value.words(), value.meaning());
      }
      table.print(out, in.console().terminal());
    }
    for (var finding : report.findings()) {
      out.println();
      out.println(
          Style.WARNING.on(in.console().terminal(), "wrong")
              + " "
              + Printable.line(finding.what()));
      var shown =
          finding.details().size() > NAMED
              ? finding.details().subList(0, NAMED)
              : finding.details();
      for (var detail : shown) {
        out.println("      " + Printable.line(detail));
      }
      if (shown.size() < finding.details().size()) {
        out.println("      and " + (finding.details().size() - shown.size()) + " more");
      }
      out.println("      mend: " + Printable.line(finding.mend()));
    }
    for (var note : report.notes()) {
      out.println();
      out.println("note: " + Printable.line(note));
    }
  }

  private static String modules(PolicyReport report) {
    return report
        .modules()
        .map(names -> names.isEmpty() ? "none" : String.join(", ", names))
        .orElse("not known: listing them takes root, and semodule");
  }
}
