package dev.qm.cli.command.oom;

import dev.qm.assurance.oom.ScoreSetting;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Printable;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.setup.Setup;

/** {@code qm oom unset}. */
final class UnsetCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("oom unset")
        .summary("take back a score that 'qm oom set' wrote")
        .description(
            """
            Removes the drop-in, unless you changed it; then the unit has the score that its other files say. \
            'qm remove' takes all of them back.
            """)
        .options(ScoreArguments.NESTED, CommonOptions.ROOT)
        .positionals(ScoreArguments.UNIT)
        .example("sudo qm oom unset brake.service", "Back to what its unit says")
        .exit(ExitCode.FAILURE, "no score was set for it")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var spec = PartitionSpec.load(root);
    var target = ScoreArguments.target(in, spec, root);
    Setup.requireRoot();
    var kept = ScoreSetting.takeBack(root, spec, target);
    for (var file : kept) {
      in.console()
          .err()
          .println("note: kept your changed " + Printable.line(root.at(file).toString()));
    }
    if (kept.isEmpty()) {
      in.out().println(target.name() + " has no score of 'qm oom set' any more.");
      ScoreArguments.printNext(in, target, root);
    }
    return ExitCode.OK;
  }
}
