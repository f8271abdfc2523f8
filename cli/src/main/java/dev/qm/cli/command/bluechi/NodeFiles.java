package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.MachineInspection;
import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.ChannelKind;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.ChannelRecords;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.ipc.declared.NewChannel;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.Placement;
import dev.qm.partition.landing.Standing;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.syntax.Problem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes BlueChi's files of a machine, and says so.
 *
 * @param in who asked for it
 * @param out where it is said
 */
record NodeFiles(Root root, Invocation in, PrintStream out) {
  /**
   * What came of writing, besides the files.
   *
   * @param door whether /run/ipc is to come into the partition
   * @param isAgentNew whether QM's own agent was brought into the partition
   */
  record Written(NextSteps.Door door, boolean isAgentNew) {}

  /** What the records are called. */
  static final String AGENT = "agent";

  static final String CONTROLLER = "controller";

  static final String RELAY = "relay";

  /**
   * Writes what is planned, and the partition's file; brings QM's own agent into the partition, if
   * it is the one to take.
   *
   * @param spec the partition, if there is one
   */
  Written write(NodePlan plan, Optional<PartitionSpec> spec) throws HostException {
    requireChannel(plan, spec);
    try (var _ = WorkLock.takeInNewFolder(root)) {
      var records = LandedRecords.nodes(root, changes());
      // what is in the way of one keeps both from landing
      requireFree(records, plan);
      land(records, AGENT, plan.agent());
      if (!plan.controller().isEmpty()) {
        land(records, CONTROLLER, plan.controller());
      }
      if (!plan.relay().isEmpty()) {
        land(records, RELAY, plan.relay());
      }
    }
    var door = NextSteps.Door.AS_BEFORE;
    var isAgentNew = false;
    if (spec.isPresent()) {
      door = channel(plan, spec.get());
      AgentConfiguration.refresh(
          root, root.at(spec.get().layout().etc()), file -> say("wrote", file));
      var inside = InsideAgent.of(root, spec.get());
      if (inside.isWanted() && inside.place(told())) {
        say("brought QM's own agent into the partition, by", inside.place());
        isAgentNew = true;
      }
    }
    return new Written(door, isAgentNew);
  }

  /** Takes QM's own agent out of the partition, if it is there. */
  void takeBack(PartitionSpec spec) throws HostException {
    var inside = InsideAgent.of(root, spec);
    if (inside.takeBack(told())) {
      say("took QM's own agent out of the partition, and", inside.place());
    }
  }

  private Notes told() {
    return new Notes() {
      @Override
      public void note(String text) {
        in.console().err().println("note: " + Printable.line(text));
      }

      @Override
      public void progress(String text) {}

      @Override
      public void waiting(String text) {
        note(text);
      }
    };
  }

  private static SystemTree system() {
    return new SystemTree(Invocation.systemPlace());
  }

  private NextSteps.Door channel(NodePlan plan, PartitionSpec spec) throws HostException {
    if (plan.channel().isEmpty()) {
      return NextSteps.Door.AS_BEFORE;
    }
    var made = NewChannel.make(spec, system(), request(plan.channel().get()), changes());
    for (var kept : made.kept()) {
      in.console().err().println("note: " + Printable.line(kept.sentence(root)));
    }
    return made.shared().filter(shared -> shared.placement().isWritten()).isPresent()
        ? NextSteps.Door.NEW
        : NextSteps.Door.AS_BEFORE;
  }

  /** Refuses, with the reason, where the channel cannot be made. */
  private void requireChannel(NodePlan plan, Optional<PartitionSpec> spec) throws HostException {
    if (plan.channel().isPresent() && spec.isPresent()) {
      NewChannel.plan(spec.get(), system(), request(plan.channel().get()));
    }
  }

  /** The files of the channel, for who only wants to see them. */
  List<NewChannel.Planned> channelFiles(NodePlan plan, PartitionSpec spec) throws HostException {
    return plan.channel().isEmpty()
        ? List.of()
        : NewChannel.plan(spec, system(), request(plan.channel().get())).files();
  }

  private static NewChannel.Request request(ChannelName name) {
    return new NewChannel.Request(
        name, ChannelKind.BLUECHI, Optional.empty(), Optional.empty(), Edits.KEPT);
  }

  /** Takes the channel back, if an earlier call made it. */
  void undoChannel() throws HostException {
    var record = new ChannelRecords(root).find(RelayPlan.CHANNEL);
    if (record.filter(it -> it.kind() == ChannelKind.BLUECHI).isPresent()) {
      var etc =
          PartitionSpec.load(root).map(spec -> spec.layout().etc()).orElse(Layout.DEFAULT.etc());
      var _ = ChannelRemoval.carryOut(root, etc, RelayPlan.CHANNEL, Edits.KEPT, changes());
    }
  }

  /** Refuses, with the reason, where something else made a file that is planned. */
  void requireFree(NodePlan plan, Optional<PartitionSpec> spec) throws HostException {
    requireChannel(plan, spec);
    requireFree(LandedRecords.nodes(root, Changes.UNTOLD), plan);
  }

  private static void requireFree(LandedRecords records, NodePlan plan) throws HostException {
    requireFree(records, AGENT, plan.agent());
    requireFree(records, CONTROLLER, plan.controller());
    requireFree(records, RELAY, plan.relay());
  }

  private static void requireFree(
      LandedRecords records, String name, List<NodePlan.Planned> planned) throws HostException {
    var files = planned.stream().map(NodePlan.Planned::file).toList();
    for (var placement : records.look(name, files)) {
      if (placement.standing() == Standing.FOREIGN) {
        // it refuses, with the reason
        records.install(name, List.of(placement.file()));
      }
    }
  }

  private void land(LandedRecords records, String name, List<NodePlan.Planned> planned)
      throws HostException {
    var files = planned.stream().map(NodePlan.Planned::file).toList();
    var own =
        records.look(name, files).stream()
            // somebody else has put the very same there: it stays theirs
            .filter(placement -> placement.standing() != Standing.ALIKE)
            .map(Placement::file)
            .toList();
    for (var kept : records.install(name, own)) {
      in.console().err().println("note: " + Printable.line(kept.sentence(root)));
    }
  }

  /** Says what becomes of the files. */
  Changes changes() {
    return change -> {
      switch (change) {
        case Changes.Change.Written(var path) -> say("wrote", root.at(path));
        case Changes.Change.Removed(var path) -> say("removed", root.at(path));
        case Changes.Change.Kept(var path) -> say("kept your changed", root.at(path));
        case Changes.Change.Barred(var path) ->
            say("left alone, what is no folder stands on the way:", root.at(path));
        case Changes.Change.Left(var path) ->
            say("could not remove what a killed write left:", root.at(path));
        case Changes.Change.Recorded _,
            Changes.Change.Forgotten _,
            Changes.Change.FolderMade _,
            Changes.Change.FolderRemoved _ -> {}
      }
    };
  }

  private void say(String what, Path file) {
    out.println(what + " " + Printable.line(file.toString()));
  }

  /** What is wrong with the files as they are now, but for what the next steps say. */
  void remarks(Machine machine) {
    var text =
        new FindingText(
            out, in.console().terminal(), SourceLines.ofPartition(root), FileNames.absolute());
    for (var problem : MachineInspection.of(machine)) {
      if (problem.severity() != Problem.Severity.NOTE
          && !problem.rule().equals("bluechi-installed")) {
        text.print(problem);
      }
    }
  }
}
