package dev.qm.cli.command.oom;

import dev.qm.assurance.oom.OomSurvey;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.partition.PartitionSpec;

/** {@code qm oom}. */
final class ListCommand implements Subcommand {
  private static final OptionSpec.Flag LIMIT =
      OptionSpec.flag("limit", "the order when the partition is at its own memory limit");
  private static final OptionSpec.Value COUNT =
      OptionSpec.text('n', "count", "N", "show so many [20 at a terminal, else all]");

  /** What fits on a screen. */
  private static final int USUAL = 20;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("oom")
        .summary("show the processes in the order in which the kernel kills them")
        .description(
            """
            The kernel kills the process of the highest badness: its pages in memory, in swap and of page tables, and \
            oom_score_adj thousandths of all pages (oom_badness() in mm/oom_kill.c). SCORE is that, worked out here in the \
            kernel's unit; KERNEL is what it says itself, in /proc/PID/oom_score. The order is that of this moment.

            First come findings: software of the partition that would outlive the ASIL side, what was started in the \
            partition past 'qm exec', and scores below those that the partition and nested containers were given. \
            Each has its mend.
            """)
        .options(LIMIT, COUNT, AsilOption.ASIL, CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm oom", "Who dies first?")
        .example("sudo qm oom --limit", "And when only the partition is short of memory?")
        .example(
            "sudo qm oom --asil brake.service,safety.slice --json | jq '.findings[].what'",
            "What would outlive the safety side?")
        .exit(ExitCode.OK, "the order is the one that the partition promises, as far as it is seen")
        .exit(ExitCode.FAILURE, "it is not; each finding has its mend")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var count = in.number(COUNT, 1, Integer.MAX_VALUE);
    var picture = OomSurvey.of(PartitionSpec.load(root), AsilOption.of(in, root));
    if (in.has(LIMIT) && picture.limit().isEmpty()) {
      throw new CommandFailure(
          Letter.error("there is no order under the partition's limit")
              .note("the partition does not run, or has no MemoryMax= in qm.container")
              .note("'qm status' says which"));
    }
    if (in.json()) {
      OomJson.print(in.out(), picture, (int) count.orElse(Integer.MAX_VALUE));
    } else {
      var usual = in.console().terminal().outIsTerminal() ? USUAL : Integer.MAX_VALUE;
      var text = new OomText(in.out(), in.console().terminal(), (int) count.orElse(usual));
      text.print(picture, in.has(LIMIT) ? picture.limit().orElseThrow() : picture.machine());
    }
    return picture.findings().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
