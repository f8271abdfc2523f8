package dev.qm.bluechi.configuration;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.configuration.ControllerTarget.Tcp;
import dev.qm.bluechi.configuration.Machine.Where;
import dev.qm.host.machine.ThisHost;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with the files of a machine, each by itself and all together. */
public final class MachineInspection {
  private final Machine machine;
  private final Problems problems = new Problems();

  private MachineInspection(Machine machine) {
    this.machine = machine;
  }

  /** All findings, by file, line and column. */
  public static List<Problem> of(Machine machine) {
    var inspection = new MachineInspection(machine);
    for (var side : machine.sides()) {
      new FileInspection(side, inspection.problems).inspect();
    }
    inspection.together();
    return inspection.problems.inOrder();
  }

  private void together() {
    if (isThere(machine.hostAgent())) {
      hostName();
      target(machine.hostAgent(), Where.HOST);
      heartbeats(machine.hostAgent(), Where.HOST);
    }
    var inside = machine.partition().filter(it -> isThere(it.agent()));
    if (inside.isPresent()) {
      partition(inside.get());
    }
    if (isThere(machine.controller())) {
      allowed(inside);
    }
  }

  /** Whether there is something whose files say what it will do. */
  private static boolean isThere(Side side) {
    return side.isAnything() && side.layers().isReadable();
  }

  private void hostName() {
    var agent = machine.hostAgent();
    var name = machine.nodeName();
    var said = agent.layers().setting(KnownKey.NODE_NAME.word());
    if (said.isEmpty()) {
      problems.at(
          agent.mainFile(),
          Severity.NOTE,
          "bluechi-node-name",
          "no file names the node: it is called as the host is when its agent starts, " + name,
          "a network may give the host another name, and the controller does not know that one",
          "`qm bluechi configure --name " + name + "`, or write NodeName=");
    }
    if (name.startsWith(Node.QM)) {
      at(
          said,
          agent.mainFile(),
          Severity.WARNING,
          "bluechi-node-name",
          "the host's node is called " + name,
          "names that begin with qm. are those of partitions, and this one is taken for one",
          "give the host another name");
    } else if (NodeName.hasDots(name)) {
      at(
          said,
          agent.mainFile(),
          Severity.NOTE,
          "bluechi-node-name",
          "the node's name " + name + " has dots",
          "the bus escapes them: the path of the node's object is not its name",
          "a short name reads better, if nothing needs this one");
    }
    if (!NodeName.isShort(NodeName.ofPartition(name))) {
      at(
          said,
          agent.mainFile(),
          Severity.NOTE,
          "bluechi-node-name",
          "the node's name " + name + " is long",
          "a section [node "
              + NodeName.ofPartition(name)
              + "] is cut, so AllowedNodeNames= alone"
              + " can let the partition in",
          "a name of fewer than "
              + (NodeName.LONGEST - Node.QM.length())
              + " bytes has no such limit");
    }
  }

  private void partition(Machine.Partition inside) {
    var agent = inside.agent();
    var said = agent.layers().setting(KnownKey.NODE_NAME.word());
    if (isThere(machine.hostAgent()) && inside.nodeName().equals(machine.nodeName())) {
      at(
          said,
          agent.mainFile(),
          Severity.ERROR,
          "bluechi-name-clash",
          "the agent inside has the host's name, " + inside.nodeName(),
          "the controller takes whoever comes first, and sends it what is meant for the other one",
          "take the line away, then `qm agent-config` writes "
              + NodeName.ofPartition(machine.nodeName()));
    }
    switch (inside.stale()) {
      case Machine.Stale.No() -> {}
      case Machine.Stale.Yes() ->
          problems.at(
              agent.mainFile(),
              Severity.WARNING,
              "bluechi-stale",
              "this is not what the host's files make of it now",
              "the agent inside goes on with what an older state of them said",
              "`qm agent-config`, then `qm exec -- systemctl restart " + agent.unit() + "`");
      case Machine.Stale.Unwritable(var why) ->
          problems.at(
              agent.mainFile(),
              Severity.ERROR,
              "bluechi-stale",
              "qm cannot write this from the host's files",
              why,
              "mend that line: qm reads it as systemd.syntax(7) has it");
    }
    if (agent.layers().isConfigured()) {
      target(agent, where(inside));
      heartbeats(agent, where(inside));
    }
  }

  private static Where where(Machine.Partition inside) {
    return switch (inside.network()) {
      case OWN -> Where.INSIDE;
      case HOST -> Where.HOST;
    };
  }

  private void target(Side agent, Where where) {
    var targets = ControllerTarget.of(agent.layers());
    if (targets.stream().allMatch(it -> it.said().isEmpty())
        && agent.unread().stream().anyMatch(Side.Unread::isSeenByBlueChi)) {
      // what is not looked at may say it
      return;
    }
    if (targets.size() > 1) {
      at(
          targets.getFirst().said(),
          agent.mainFile(),
          Severity.NOTE,
          "bluechi-target",
          "the agent goes on to the next controller only where one refuses",
          "one that is silent, or whose name nobody knows, is tried again at each heartbeat",
          "write addresses, and let another machine take the first one over when it is lost");
    }
    for (var target : targets) {
      if (machine.isRelay(target, where)) {
        continue;
      }
      switch (target) {
        case Tcp tcp -> {
          if (where == Where.INSIDE && tcp.isHere()) {
            at(
                tcp.said(),
                agent.mainFile(),
                Severity.ERROR,
                "bluechi-target",
                "the agent inside looks for its controller inside: " + tcp.host(),
                tcp.said().isEmpty()
                    ? "that is where BlueChi looks when no file says anything"
                    : "this address is the partition's own here",
                "write ControllerHost=" + ThisHost.INSIDE + ", which is the host");
          } else if (Machine.isHost(tcp, where)) {
            here(tcp, agent);
          }
        }
        case ControllerTarget.Local local -> {
          if (where == Where.INSIDE && Machine.isInDoor(local)) {
            at(
                local.said(),
                agent.mainFile(),
                Severity.ERROR,
                "bluechi-channel",
                "the relay of the host has no socket " + local.path(),
                "its file, /etc/qm-assurance/bluechi/relay.conf, has no ListenStream= with it",
                "`qm bluechi configure --ipc`, and restart the relay");
          } else if (where == Where.INSIDE) {
            at(
                local.said(),
                agent.mainFile(),
                Severity.WARNING,
                "bluechi-target",
                "the agent inside looks for the socket " + local.path(),
                "it is one of the partition's, unless a volume brings it in",
                "write ControllerHost=" + ThisHost.INSIDE + ", or mount it");
          } else if (machine.hasController() && isOff(KnownKey.USE_UDS)) {
            at(
                local.said(),
                agent.mainFile(),
                Severity.ERROR,
                "bluechi-target",
                "the controller here has no such socket",
                "its files say UseUDS=false",
                "write ControllerHost=127.0.0.1, or UseUDS=true for the controller");
          }
        }
        case ControllerTarget.Other other ->
            at(
                other.said(),
                agent.mainFile(),
                Severity.ERROR,
                "bluechi-target",
                "'" + other.address() + "' is no address of a controller that qm knows",
                "",
                "write tcp:host=ADDRESS,port=842 or unix:path=FILE, see sd_bus_set_address(3)");
      }
    }
  }

  /** An agent whose controller is on this machine. */
  private void here(Tcp tcp, Side agent) {
    if (!machine.hasController()) {
      at(
          tcp.said(),
          agent.mainFile(),
          Severity.ERROR,
          "bluechi-target",
          "there is no controller on this host",
          tcp.said().isEmpty()
              ? "no file says where it is, and then BlueChi looks on the host itself"
              : "",
          "`qm bluechi configure --controller HOST`, or --here for one on this machine");
      return;
    }
    if (isOff(KnownKey.USE_TCP)) {
      at(
          tcp.said(),
          agent.mainFile(),
          Severity.ERROR,
          "bluechi-target",
          "the controller here does not listen on TCP",
          "its files say UseTCP=false",
          "write UseTCP=true for the controller");
    }
    var port = ControllerTarget.port(machine.controller().layers()).orElse(ControllerTarget.PORT);
    if (port != tcp.port()) {
      at(
          tcp.said(),
          agent.mainFile(),
          Severity.ERROR,
          "bluechi-port",
          "the controller here listens on port " + port + ", not on " + tcp.port(),
          "",
          "write ControllerPort=" + port + " for the agent");
    }
  }

  private boolean isOff(KnownKey key) {
    return machine.controller().layers().setting(key.word()).filter(it -> !it.isYes()).isPresent();
  }

  /** An agent that waits for heartbeats which nobody sends. */
  private void heartbeats(Side agent, Where where) {
    var threshold = KnownKey.CONTROLLER_HEARTBEAT_THRESHOLD;
    if (agent.layers().isAboveZero(threshold)
        && machine.hasController()
        && looksHere(agent, where)
        && !machine.controller().layers().isAboveZero(KnownKey.HEARTBEAT_INTERVAL)) {
      problems.at(
          agent.layers().setting(threshold.word()).orElseThrow(),
          Severity.ERROR,
          "bluechi-heartbeat",
          "this agent drops its connection again and again",
          "it waits for heartbeats of the controller, which sends none by default",
          "write HeartbeatInterval=2000 for the controller, or take this away");
    }
  }

  private void allowed(Optional<Machine.Partition> inside) {
    var controller = machine.controller().layers();
    if (isThere(machine.hostAgent()) && looksHere(machine.hostAgent(), Where.HOST)) {
      allowed(controller, machine.nodeName(), "the host's node");
    }
    if (inside.filter(it -> it.agent().layers().isConfigured()).isPresent()
        && looksHere(inside.get().agent(), where(inside.get()))) {
      allowed(controller, inside.get().nodeName(), "the partition's node");
    }
  }

  private boolean looksHere(Side agent, Where where) {
    return ControllerTarget.of(agent.layers()).stream()
        .anyMatch(target -> Machine.isHost(target, where) && !machine.isRelay(target, where));
  }

  private void allowed(Layers controller, String name, String what) {
    if (controller.allowedNodes().contains(name)) {
      return;
    }
    var own = controller.nodeSections().getOrDefault(name, Map.of()).get(KnownKey.ALLOWED.word());
    at(
        Optional.ofNullable(own).or(() -> controller.setting(KnownKey.ALLOWED_NODE_NAMES.word())),
        machine.controller().mainFile(),
        Severity.ERROR,
        "bluechi-allowed",
        "the controller does not let " + what + " in: " + name,
        "it answers `Unexpected node name`, and the agent tries for ever",
        "`qm bluechi configure --here`, or write [node " + name + "] with Allowed=true");
  }

  private void at(
      Optional<Setting> setting,
      Path file,
      Severity severity,
      String rule,
      String message,
      String why,
      String mend) {
    if (setting.isPresent()) {
      problems.at(setting.get(), severity, rule, message, why, mend);
    } else {
      problems.at(file, severity, rule, message, why, mend);
    }
  }
}
