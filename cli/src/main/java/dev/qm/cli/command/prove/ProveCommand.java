package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.campaign.Bench;
import dev.qm.assurance.prove.campaign.Campaign;
import dev.qm.assurance.prove.campaign.Profile;
import dev.qm.assurance.prove.campaign.Profiles;
import dev.qm.assurance.prove.campaign.Wall;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.probe.Probes;
import dev.qm.cli.command.oom.AsilOption;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code qm prove}. */
final class ProveCommand implements Subcommand {
  private static final OptionSpec.Value PROFILE =
      OptionSpec.text("profile", "quick|full|FILE", "how thorough it is [quick]");
  private static final OptionSpec.Value FAULT =
      OptionSpec.text("fault", "NAME,...", "only these faults; see qm prove faults").repeatable();
  private static final OptionSpec.Value SEED =
      OptionSpec.text("seed", "N", "decides the order of the faults [1]");
  private static final OptionSpec.Value DURATION =
      OptionSpec.text("duration", "SECONDS", "how long is measured at a time [the profile's]");
  private static final OptionSpec.Value OUT =
      OptionSpec.folder(
          'o', "out", "DIR", "where the result goes [" + ResultPlace.FOLDER + "/DATE]");
  private static final OptionSpec.Flag RESUME =
      OptionSpec.flag("resume", "go on with the campaign in --out, or the last one");
  private static final OptionSpec.Value WITHOUT =
      OptionSpec.text(
          "without",
          "WALL",
          "measure a second partition, made for this, without a wall; see qm prove walls");
  private static final OptionSpec.Value PROBE =
      OptionSpec.text("probe", "cyclictest", "take the figures of another program beside ours");
  private static final OptionSpec.Flag ALL =
      OptionSpec.flag('a', "all", "show each probe of each fault");

  private static final long LONGEST_WINDOW_SECONDS = 3600;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("prove")
        .summary("measure what the safety side feels while QM misbehaves, fault by fault")
        .description(
            """
            Runs probes as software of the safety side would run them, idle, then under each fault injected inside the \
            running partition, then idle again, and judges each pair by budgets. A fault that got no time to do harm \
            proves nothing, and is said. Each result is kept as soon as it is there: an interrupted campaign leaves \
            nothing running and goes on with --resume.

            Budgets are in /etc/qm-assurance/prove.d, the safety side in /etc/qm-assurance/asil.conf.
            """)
        .options(
            PROFILE,
            FAULT,
            SEED,
            DURATION,
            OUT,
            RESUME,
            WITHOUT,
            PROBE,
            ALL,
            AsilOption.ASIL,
            CommonOptions.ROOT,
            CommonOptions.JSON)
        .example("sudo qm prove", "Twenty telling faults in under five minutes")
        .example("sudo qm prove --profile full -o evidence/", "Everything, for the report")
        .example("sudo qm prove --fault memory-hog,fsync-storm --all", "Two faults, each probe")
        .example("sudo qm prove --without memory-bound --fault memory-hog", "What is the wall worth?")
        .exit(ExitCode.OK, "all that was asked for was measured, and nothing failed")
        .exit(ExitCode.FAILURE, "something failed, or the campaign did not come to its end")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    Setup.requireRoot();
    var system = new SystemTree(in.systemFiles());
    var root = in.root();
    var faults = Faults.read(system, root);
    var profile = profile(in, system, faults);
    var seed = in.number(SEED, 0, Long.MAX_VALUE).orElse(1);
    var request =
        new Proving.Request(
            profile,
            Campaign.ordered(chosen(in, profile, faults), seed),
            seed,
            wall(in, system),
            probe(in),
            AsilOption.of(in, root));
    var budgets = Budgets.read(system, root, Probes.names());
    var place = ResultPlace.of(root, in.path(OUT), in.has(RESUME));
    var result = new Proving(in, request, new Bench(new Judge(budgets)), place).run();
    if (in.json()) {
      ProveJson.print(result, in.out());
    } else {
      ProveText.print(result, in.has(ALL), in.out(), in.console().terminal());
      in.out().println("The result is in " + place.folder());
    }
    var failed = result.faults().stream().anyMatch(it -> it.outcome() == Outcome.FAILED);
    return failed || !result.isWhole() ? ExitCode.FAILURE : ExitCode.OK;
  }
}
