package dev.qm.cli.command.ipc;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Printable;

/** {@code qm ipc check}. */
final class CheckCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc check")
        .summary("find what keeps channels from working, before it is an AVC denial")
        .description(
            """
            Reads the unit files of both sides, those of 'qm ipc new' and those written by hand, and finds what does \
            not go together: a socket outside /run/ipc, a server or a client without its SELinux type, a socket that \
            nobody serves, a partition that does not see /run/ipc, two channels inside QM with the same categories.

            Each finding is one line, FILE:LINE:COLUMN: error: what, why, mend, with the line of the file under it, as \
            'qm quadlet check' prints them.

            While the partition runs, the channels are also compared with what there is: whether somebody listens, with \
            which label, and whether the sides meet anywhere else. What SELinux denied to the ends of channels since \
            the machine was started is told as notes.
            """)
        .options(CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm ipc check", "Will the channels of this machine work?")
        .example("qm ipc check --root image/ --json", "For a machine image, in a CI job")
        .exit(ExitCode.OK, "nothing is wrong")
        .exit(ExitCode.FAILURE, "there are errors or warnings")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var checked = CheckedChannels.of(in);
    var findings = checked.findings();
    if (in.json()) {
      CheckJson.print(in.out(), checked);
    } else {
      var text =
          new FindingText(
              in.out(),
              in.console().terminal(),
              SourceLines.ofPartition(in.root()),
              FileNames.absolute());
      for (var problem : findings.problems()) {
        text.print(problem);
      }
      var live = new LiveText(in.out(), in.console().terminal(), LiveText.Shown.ALL);
      for (var difference : checked.differences()) {
        live.print(difference);
      }
      for (var denial : checked.denials()) {
        in.out().println("note: " + Printable.line(denial));
      }
      in.out().println(findings.summary(checked.differences().size(), "finding"));
    }
    return checked.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
