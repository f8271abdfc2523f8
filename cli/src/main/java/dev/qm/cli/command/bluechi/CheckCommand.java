package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.MachineInspection;
import dev.qm.bluechi.configuration.ProxyInspection;
import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.Findings;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.quadlet.syntax.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code qm bluechi check}. */
final class CheckCommand implements Subcommand {
  private static final OptionSpec.Flag OFFLINE =
      OptionSpec.flag("offline", "look at files only, try no connection");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi check")
        .summary("find what keeps BlueChi's nodes from connecting, before the start")
        .description(
            """
            Reads BlueChi's files on the host and in the partition as BlueChi does, which reads past what it does not know \
            without a word, and finds what does not go together: keys that nobody reads or that another version had, values that \
            end a program or mean something else, blanks in lists, keys that stand twice, files that take each other's place, two nodes with one name, \
            a node that the controller does not let in, ports that differ, an address that means the partition itself inside.

            Of units that depend on units of other nodes, by bluechi-proxy@NODE_UNIT.service, it finds relations that do not \
            reach through a proxy, such as PartOf=, and dependencies that the controller does not let a node have.

            Where 'qm bluechi relay' is configured, it looks at its files too: certificates that do not count or end soon, \
            names that do not fit, keys that others can read, whether the relay listens, and whether the partition sees its \
            socket in /run/ipc.

            Then it tries whether the controller's name is known and its port is open, from the host and, while the partition \
            runs, from the partition's own network. Nothing is sent. With --offline and with --root it does not.

            Each finding is one line, FILE:LINE:COLUMN: error: what, why, mend, with the line of the file under it, as \
            'qm quadlet check' prints them.
            """)
        .options(OFFLINE, CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm bluechi check", "Will the nodes of this machine connect?")
        .example("qm bluechi check --root image/ --json", "For a machine image, in a CI job")
        .exit(ExitCode.OK, "nothing is wrong")
        .exit(ExitCode.FAILURE, "there are errors or warnings")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var spec = PartitionSpec.load(root);
    var machine = MachineFiles.read(root, spec);
    var isLive = root.isHost() && !in.has(OFFLINE);
    var running = isLive ? running(spec) : Optional.<Instance>empty();
    var network = isLive ? Reach.of(machine, running) : List.<Problem>of();
    var now = Instant.now();
    var doors = isLive ? TrustCheck.ofDoors(root, machine, now) : List.<Problem>of();
    var findings =
        new Findings(
            files(machine),
            "file",
            Reach.together(
                List.of(
                    MachineInspection.of(machine),
                    ProxyInspection.of(machine, ProxyUnits.read(root, spec)),
                    TrustCheck.ofFiles(root, machine, now),
                    ChannelCheck.ofFiles(root, spec),
                    ChannelCheck.live(root, spec, running),
                    doors,
                    network)));
    if (in.json()) {
      CheckJson.print(in.out(), machine, findings);
    } else if (!machine.isAnything()) {
      in.out().println("Nothing of BlueChi is here; `qm bluechi configure` makes two nodes.");
    } else {
      var text =
          new FindingText(
              in.out(),
              in.console().terminal(),
              SourceLines.ofPartition(root),
              FileNames.absolute());
      findings.problems().forEach(text::print);
      in.out().println(findings.summary());
    }
    return findings.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Optional<Instance> running(Optional<PartitionSpec> spec) throws HostException {
    return spec.isPresent() ? Instance.find(spec.get()) : Optional.empty();
  }

  private static int files(Machine machine) {
    return machine.sides().stream().mapToInt(side -> side.layers().files().size()).sum();
  }
}
