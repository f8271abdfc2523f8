package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Program;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.Standing;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code qm bluechi configure}. */
final class ConfigureCommand implements Subcommand {
  /** Characters of a file that are shown. */
  private static final int LONGEST = 1 << 16;

  private static final OptionSpec.Value HOST =
      OptionSpec.text(
          "controller",
          "HOST[,HOST2]",
          "name or address of the controller's machine, and of others for when it refuses");
  private static final OptionSpec.Flag HERE =
      OptionSpec.flag("here", "the controller is on this machine");
  private static final OptionSpec.Value PORT =
      OptionSpec.text(
          "port", "PORT", "port of the controller [842], or with --trust of its relay [8420]");
  private static final OptionSpec.Value NODES =
      OptionSpec.text("nodes", "NAME,NAME", "let these nodes in too, beside this machine's two")
          .repeatable();
  private static final OptionSpec.Value NAME =
      OptionSpec.text("name", "NAME", "name of the host's node [that of its files, or the host's]");
  private static final OptionSpec.Flag TRUST =
      OptionSpec.flag("trust", "let the agents speak through 'qm bluechi relay', by certificate");
  private static final OptionSpec.Flag IPC =
      OptionSpec.flag(
          "ipc", "let the partition's agent speak through a socket in /run/ipc, without a network");
  private static final OptionSpec.Flag UNDO =
      OptionSpec.flag("undo", "take back what an earlier call wrote on the host");
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "print the files, write nothing");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi configure")
        .summary("write BlueChi's files of the host and of its partition")
        .description(
            """
            Makes the machine two nodes of BlueChi, NAME and qm.NAME for the partition. It writes a drop-in \
            for the host's agent, /etc/bluechi/agent.conf.d/10-qm.conf; the partition's file, as 'qm agent-config' and each \
            start of the partition do, with addresses as they are from inside; and with --here one for the controller, \
            which lets both nodes in, those of earlier calls, and those of --nodes. Where a program of BlueChi's lacks the file that its package \
            should have, without which it does not start, it writes that too.

            Where BlueChi's agent is not in the partition's rootfs and no package of it can be had there, it brings QM's own \
            into the partition: its program beside the rootfs, mounted for reading, and its unit, switched on. A later 'qm setup' keeps it up to date, \
            or takes it away when BlueChi's has come.

            Files of yours stay as they are, and those with a higher number win. A file of qm's that you changed stays \
            as well, and what would be there now lands beside it as FILE.qm-new. Without --controller and --here what was said before \
            stays. A second call changes nothing.

            With --trust the agents, and the controller, speak to 'qm bluechi relay' on their machine, for which it writes \
            /etc/qm-assurance/bluechi/relay.conf, and the controller listens on its socket alone. Later calls keep it so; \
            --undo takes it back with the rest.

            With --ipc the partition's agent needs no network: it connects to a socket of the relay's in /run/ipc, a channel \
            that 'qm ipc' knows, and can be no node but its own. The relay goes on to the controller, with --trust by certificate. \
            Where the controller has no nodes but this machine's two, it then listens on no port. Later calls keep that too.

            Nothing is started: what is left to type is printed, the port of the firewall included.
            """)
        .options(HOST, HERE, PORT, NODES, NAME, TRUST, IPC, UNDO, DRY_RUN, CommonOptions.ROOT)
        .example(
            "sudo qm bluechi configure --here --nodes ecu2,qm.ecu2", "The controller's machine")
        .example("sudo qm bluechi configure --controller 192.0.2.1", "Each other machine")
        .example(
            "sudo qm bluechi configure --here --trust", "The same, each node by its certificate")
        .example("sudo qm bluechi configure --here --ipc", "A machine by itself, without a network")
        .example("qm bluechi configure --here --dry-run", "What would be written?")
        .exit(ExitCode.OK, "the files are there")
        .exit(ExitCode.FAILURE, "something is in the way; what could not be written was not")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    if (in.has(UNDO)) {
      return undo(in, root);
    }
    var request = request(in);
    var spec = PartitionSpec.load(root);
    var machine = MachineFiles.read(root, spec);
    var plan = RelayPlan.of(root, machine, request, uses(in));
    var files = new NodeFiles(root, in, in.out());
    if (plan.channel().isPresent() && spec.isEmpty()) {
      throw new UsageException(
          "--ipc needs the partition, and there is none yet",
          "`qm up --node NAME --ipc` makes both");
    }
    if (in.has(DRY_RUN)) {
      print(in, root, files, plan, spec);
      return ExitCode.OK;
    }
    Setup.requireRoot();
    var written = files.write(plan, spec);
    var now = MachineFiles.read(root, spec);
    if (now.equals(machine) && !written.isAgentNew()) {
      in.out().println("All of it is there already; nothing to do.");
    }
    files.remarks(now);
    NextSteps.of(root, now, plan, written.door()).print(in.out());
    return ExitCode.OK;
  }

  private static Set<RelayPlan.Use> uses(Invocation in) {
    var uses = EnumSet.noneOf(RelayPlan.Use.class);
    if (in.has(TRUST)) {
      uses.add(RelayPlan.Use.CERTIFICATES);
    }
    if (in.has(IPC)) {
      uses.add(RelayPlan.Use.CHANNEL);
    }
    return uses;
  }

  private static NodePlan.Request request(Invocation in) throws UsageException {
    var host = in.value(HOST);
    if (host.isPresent() && in.has(HERE)) {
      throw new UsageException("--controller and --here do not go together", "keep one of them");
    }
    var nodes = new ArrayList<String>();
    for (var list : in.values(NODES)) {
      for (var node : list.split(",", -1)) {
        if (!node.isBlank()) {
          nodes.add(node.strip());
        }
      }
    }
    var port = in.number(PORT, 1, 0xffff);
    return new NodePlan.Request(
        in.value(NAME),
        host.isPresent()
            ? Hosts.where(host.get())
            : in.has(HERE) ? new NodePlan.Where.Here() : new NodePlan.Where.Said(),
        nodes,
        port.isPresent() ? Optional.of((int) port.getAsLong()) : Optional.empty());
  }

  private static void print(
      Invocation in, Root root, NodeFiles files, NodePlan plan, Optional<PartitionSpec> spec)
      throws HostException {
    var records = LandedRecords.nodes(root, Changes.UNTOLD);
    print(in, root, records, NodeFiles.AGENT, plan.agent());
    print(in, root, records, NodeFiles.CONTROLLER, plan.controller());
    print(in, root, records, NodeFiles.RELAY, plan.relay());
    if (spec.isPresent()) {
      for (var file : files.channelFiles(plan, spec.get())) {
        print(
            in,
            root.at(file.file().path()).toString(),
            state(file.placement().standing()),
            file.file().text());
      }
      var planned = new LinkedHashMap<String, String>();
      plan.agent().stream()
          .filter(file -> file.path().equals(NodePlan.place(Program.AGENT)))
          .forEach(file -> planned.put(file.path(), file.text()));
      plan.relay().forEach(file -> planned.put(file.path(), file.text()));
      var text = AgentConfiguration.derive(root, planned);
      if (text.isPresent()) {
        print(
            in,
            root.at(spec.get().layout().etc() + "/" + Program.AGENT.mainFile()).toString(),
            "as each start of the partition writes it",
            text.get());
      }
      var inside = InsideAgent.of(root, spec.get());
      if (inside.isWanted()) {
        in.out()
            .println("QM's own agent for the partition: " + Printable.line("" + inside.place()));
        in.out().println();
      }
    }
    in.out().println("Nothing was written.");
  }

  private static void print(
      Invocation in, Root root, LandedRecords records, String name, List<NodePlan.Planned> planned)
      throws HostException {
    var placements = records.look(name, planned.stream().map(NodePlan.Planned::file).toList());
    for (var i = 0; i < planned.size(); i++) {
      print(
          in,
          root.at(planned.get(i).path()).toString(),
          state(placements.get(i).standing()),
          planned.get(i).text());
    }
  }

  private static String state(Standing standing) {
    return switch (standing) {
      case FREE -> "new";
      case DONE, ALIKE -> "there already";
      case OURS -> "replaces what an earlier call wrote";
      case EDITED -> "goes beside what you changed, as FILE.qm-new";
      case FOREIGN -> "is in the way: something else made what is there";
    };
  }

  private static void print(Invocation in, String path, String state, String text) {
    in.out().println("==> " + Printable.line(path) + " (" + state + ")");
    in.out().println(Printable.lines(text.stripTrailing(), LONGEST));
    in.out().println();
  }

  private static int undo(Invocation in, Root root) throws HostException {
    var files = new NodeFiles(root, in, in.out());
    var records = LandedRecords.nodes(root, files.changes());
    var names = records.names();
    var spec = PartitionSpec.load(root);
    var hasOwnAgent = spec.isPresent() && InsideAgent.of(root, spec.get()).agent().isChosen();
    if (names.isEmpty() && !hasOwnAgent) {
      in.out().println("Nothing to take back: `qm bluechi configure` wrote nothing here.");
      return ExitCode.OK;
    }
    if (in.has(DRY_RUN)) {
      in.out().println("would take back the files of: " + String.join(", ", names));
      if (hasOwnAgent) {
        in.out().println("would take QM's own agent out of the partition");
      }
      return ExitCode.OK;
    }
    Setup.requireRoot();
    files.undoChannel();
    try (var _ = WorkLock.takeInNewFolder(root)) {
      for (var name : names) {
        records.remove(name);
      }
    }
    if (hasOwnAgent) {
      files.takeBack(spec.get());
    }
    in.out()
        .println(
            "The programs go on with what they read until they are started again. The partition's file"
                + " is written anew at its next start, if the host still has an agent.");
    return ExitCode.OK;
  }
}
