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

/** {@code qm oom set}. */
final class SetCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("oom set")
        .summary("write the OOM score of a unit as a drop-in")
        .description(
            """
            Writes a drop-in 50-qm-oom.conf: for a service of the host, for the partition itself, or, with --nested, \
            for a quadlet or a service in the partition. A drop-in that you changed stays, and the new one lands \
            beside it. Nothing is restarted: the commands that do it are printed.

            What would break the order of dying is refused: the partition gets 0 to 749 and more than any unit of the \
            ASIL side, nested containers 750 to 1000, a unit of the ASIL side less than the partition. A score is a \
            part of all memory: with more memory than that in use a process dies before one with a higher score.

            Options stand before UNIT, since a score may begin with a dash.
            """)
        .options(ScoreArguments.NESTED, AsilOption.ASIL, CommonOptions.ROOT)
        .positionals(ScoreArguments.UNIT, ScoreArguments.ADJUST)
        .example("sudo qm oom set brake.service -500", "The brake outlives the host's services")
        .example("sudo qm oom set qm.service 600", "The partition goes sooner")
        .example("sudo qm oom set --nested maps.container 900", "Of the nested ones, maps first")
        .exit(ExitCode.OK, "the drop-in is there")
        .exit(ExitCode.FAILURE, "it would break the order, or something is in the way")
        .optionsFirst()
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var adjust = ScoreArguments.adjust(in);
    var spec = PartitionSpec.load(root);
    var asil = AsilOption.of(in, root);
    var target = ScoreArguments.target(in, spec, root);
    var setting = ScoreSetting.of(root, spec, asil, target, adjust);
    Setup.requireRoot();
    var kept = setting.apply();
    for (var file : kept) {
      in.console().err().println("note: " + Printable.line(file.sentence(root)));
    }
    if (asil.isEmpty()) {
      in.console()
          .err()
          .println(
              "note: no unit is named as the ASIL side, so nothing was compared with it; see"
                  + " --asil");
    }
    if (kept.isEmpty()) {
      in.out()
          .println(
              target.name()
                  + " has the OOM score "
                  + adjust
                  + ": "
                  + Printable.line(root.at(target.path()).toString()));
      ScoreArguments.printNext(in, target, root);
    }
    return ExitCode.OK;
  }
}
