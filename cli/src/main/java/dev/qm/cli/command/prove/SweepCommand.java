package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.campaign.ScratchPartition;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.fault.PartitionInjector;
import dev.qm.assurance.prove.fault.PodmanPeer;
import dev.qm.assurance.prove.probe.ProbePlaces;
import dev.qm.assurance.prove.probe.ProbeProcess;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.Step;
import dev.qm.partition.setup.SystemTree;
import java.util.Optional;

/** {@code qm prove sweep}. */
final class SweepCommand implements Subcommand {
  private static final OptionSpec.Flag AFTER =
      OptionSpec.flag("when-input-ends", "wait for the end of standard input first");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("prove sweep")
        .summary("take down what a campaign left that was killed")
        .description(
            """
            Ends faults that still run in the partition, takes the control group of the probes away, and takes away the partition that 'qm prove --without' made, and \
            the container and the image of 'qm prove --peer'. A \
            campaign starts this beside itself, with a pipe as its input: whatever kills the campaign, this goes on.
            """)
        .options(AFTER, CommonOptions.ROOT)
        .example("sudo qm prove sweep", "Does anything still run?")
        .exit(ExitCode.OK, "nothing of a campaign is left")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    Setup.requireRoot();
    var root = in.root();
    if (in.has(AFTER)) {
      while (System.in.read() >= 0) {
        // nothing is said there; only its end counts
      }
    }
    var system = new SystemTree(in.systemFiles());
    ProbeProcess.sweep(ProbePlaces.HOST);
    PodmanPeer.sweep(root);
    var spec = PartitionSpec.load(root);
    if (spec.isPresent()) {
      new PartitionInjector(
              spec.get(),
              Faults.read(system, root),
              new Demos(system),
              Optional.empty(),
              new Quiet())
          .close();
      ScratchPartition.sweep(spec.get(), new Quiet());
    }
    ResultPlace.clear(root);
    return ExitCode.OK;
  }

  /** Whoever it is done for is gone. */
  private static final class Quiet implements Setup.Observer {
    @Override
    public void begin(Step step, int number, int count, double share) {}

    @Override
    public void note(String text) {}

    @Override
    public void progress(String text) {}
  }
}
