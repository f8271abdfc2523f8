package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ControllerTarget;
import dev.qm.bluechi.configuration.ControllerTarget.Tcp;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.NodeName;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.Side;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.terminal.CommandList;
import dev.qm.cli.terminal.CommandList.Command;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.Init;
import dev.qm.host.packages.Dnf;
import dev.qm.host.packages.PackageSystem;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.NativeServer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is left to type after the files are there, in this order. */
final class NextSteps {
  private static final String RELAY = NativeServer.RELAY;

  private final Root root;
  private final Machine machine;
  private final NodePlan plan;
  private final Door door;
  private final List<Command> steps = new ArrayList<>();

  /** Whether /run/ipc is to come into the partition. */
  enum Door {
    AS_BEFORE,
    NEW
  }

  private NextSteps(Root root, Machine machine, NodePlan plan, Door door) {
    this.door = door;
    this.root = root;
    this.machine = machine;
    this.plan = plan;
  }

  /**
   * All of them.
   *
   * @param machine as its files are now
   * @param door what the partition sees of /run/ipc
   */
  static CommandList of(Root root, Machine machine, NodePlan plan, Door door) throws HostException {
    var next = new NextSteps(root, machine, plan, door);
    next.collect();
    return new CommandList(
        root.isHost() ? "To start it:" : "To start it, on the machine that the image is for:",
        next.steps);
  }

  private void collect() throws HostException {
    var isHere = !plan.controller().isEmpty();
    packages(isHere);
    if (isHere && !isWithoutPort()) {
      firewall();
    }
    if (isTrusted()) {
      keys(isHere);
    }
    if (!isHere) {
      elsewhere();
    }
    if (root.isHost() && Init.probe(root) instanceof Init.Other) {
      step("boot this machine with systemd", "BlueChi's agent controls that and nothing else");
    } else {
      step("systemctl reload dbus", "the bus reads who may have BlueChi's names");
      if (isHere) {
        units(Program.CONTROLLER, machine.controller());
      }
      if (!plan.relay().isEmpty()) {
        if (plan.channel().isPresent()) {
          step("systemctl daemon-reload", "the relay's socket for the partition");
        }
        step("systemctl enable " + RELAY, "at each boot");
        step(
            "systemctl restart " + RELAY,
            isTrusted()
                ? "now: the agents connect to it"
                : "now: the partition's agent connects to it");
      }
      units(Program.AGENT, machine.hostAgent());
    }
    inside();
    step("qm bluechi check", "whether all find each other");
  }

  private void packages(boolean isHere) {
    var missing = new ArrayList<String>();
    if (isMissing(Program.AGENT, machine.hostAgent())) {
      missing.add(Program.AGENT.word());
    }
    if (isHere && isMissing(Program.CONTROLLER, machine.controller())) {
      missing.add(Program.CONTROLLER.word());
    }
    if (!missing.isEmpty()) {
      var system = PackageSystem.probe(root);
      if (system.isPresent() && system.get() instanceof Dnf dnf) {
        step(dnf.installCommand(missing), "BlueChi is not on the host yet");
      } else {
        step(
            "install " + String.join(" ", missing),
            "BlueChi is not on the host yet, and Debian has no package of it:"
                + " https://github.com/eclipse-bluechi/bluechi, debian/README.md, builds one");
      }
    }
    var inside = machine.partition();
    if (inside.isPresent() && inside.get().agent().installed() == Side.Installed.NO) {
      step("qm install " + Program.AGENT.word(), "nor in the partition");
    }
  }

  private void firewall() {
    var port =
        isTrusted()
            ? RelayPlan.port(plan)
            : ControllerTarget.port(machine.controller().layers()).orElse(ControllerTarget.PORT);
    if (Files.isExecutable(root.at("/usr/bin/firewall-cmd"))) {
      step(
          "firewall-cmd --permanent --add-port=" + port + "/tcp && firewall-cmd --reload",
          "the partition and other machines reach the controller");
    } else if (Files.isExecutable(root.at("/usr/sbin/ufw"))) {
      step("ufw allow " + port + "/tcp", "the partition and other machines reach the controller");
    } else {
      step(
          "let TCP port " + port + " in, where a firewall keeps it closed",
          "the partition and other machines reach the controller");
    }
  }

  /** What the controller needs to know of this machine, wherever it is. */
  private void elsewhere() {
    for (var host : isTrusted() ? RelayPlan.controllers(plan) : controllers()) {
      step(
          "qm bluechi configure --here --nodes "
              + plan.name()
              + ","
              + NodeName.ofPartition(plan.name())
              + (isTrusted() ? " --trust" : ""),
          "on " + host + ": its controller lets both nodes in");
    }
  }

  private List<String> controllers() {
    var hosts = new ArrayList<String>();
    for (var target : ControllerTarget.of(machine.hostAgent().layers())) {
      if (target instanceof Tcp tcp && !tcp.isHere()) {
        hosts.add(tcp.host());
      }
    }
    return hosts;
  }

  private boolean isTrusted() {
    return RelayPlan.isCertified(plan);
  }

  /** Whether the controller listens on sockets of this machine alone. */
  private boolean isWithoutPort() {
    return !isTrusted()
        && machine.controller().layers().setting("UseTCP").filter(it -> !it.isYes()).isPresent();
  }

  /** The certificates of both nodes, which the relay needs before it starts. */
  private void keys(boolean isHere) {
    var folder = TrustFolder.of(root);
    var nodes = plan.name() + " " + NodeName.ofPartition(plan.name());
    if (Files.exists(folder.identity(plan.name()))
        && Files.exists(folder.identity(NodeName.ofPartition(plan.name())))) {
      return;
    }
    if (isHere) {
      step(
          "qm bluechi trust new " + nodes, "the keys of both nodes, and of the controller's relay");
    } else {
      step(
          "qm bluechi trust new " + nodes + " --export " + plan.name() + ".bundle",
          "on the controller's machine, and here: qm bluechi trust import "
              + plan.name()
              + ".bundle");
    }
  }

  private void units(Program program, Side side) {
    var isOwn = isOwn(program, side);
    var unit = isOwn ? program.ownUnit() : program.unit();
    step(
        "systemctl enable " + unit,
        isOwn ? "at each boot; it is QM's own, for want of BlueChi's" : "at each boot");
    step("systemctl restart " + unit, "now, with these files");
  }

  private boolean isMissing(Program program, Side side) {
    return side.installed() == Side.Installed.NO && !isOwn(program, side);
  }

  /** Whether it is QM's own: BlueChi's is not there, and cannot be had by a word. */
  private boolean isOwn(Program program, Side side) {
    return switch (side.installed()) {
      case YES, BOTH -> false;
      case OURS -> true;
      case NO ->
          Files.isRegularFile(root.at("/usr/lib/systemd/system/" + program.ownUnit()))
              && !InsideAgent.hasPackages(root);
    };
  }

  private void inside() throws HostException {
    if (machine.partition().isEmpty()) {
      step("qm up", "there is no partition yet; its agent gets its file when it starts");
      return;
    }
    var agent = machine.partition().get().agent();
    if (agent.installed() != Side.Installed.OURS) {
      restartForDoor();
      step("qm exec -- systemctl enable " + agent.unit(), "at each start of the partition");
      step("qm exec -- systemctl restart " + agent.unit(), "now, if the partition runs");
      return;
    }
    var spec = root.isHost() ? PartitionSpec.load(root) : Optional.<PartitionSpec>empty();
    // it is switched on already: its unit landed so
    switch (spec.isPresent() ? InsideAgent.running(spec.get()) : InsideAgent.Running.NOT) {
      case WITH_PROGRAM -> {
        restartForDoor();
        step("qm exec -- systemctl restart " + agent.unit(), "the partition's agent, QM's own");
      }
      case WITHOUT_PROGRAM ->
          step("qm restart", "the partition gets QM's own agent, and starts it");
      case NOT -> step("qm up", "the partition starts QM's own agent by itself");
    }
  }

  private void restartForDoor() {
    if (door == Door.NEW) {
      step("qm restart", "/run/ipc comes into the partition, once for all channels");
    }
  }

  private void step(String command, String reason) {
    steps.add(new Command(command, reason));
  }
}
