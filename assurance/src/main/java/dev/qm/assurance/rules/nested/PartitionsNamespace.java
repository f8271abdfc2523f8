package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.cgroup.Cgroups;
import java.util.ArrayList;
import java.util.List;

/**
 * A container inside that is in a namespace of the partition: a rule for each kind.
 *
 * @param option of podman run
 * @param kind as /proc/PID/ns calls it
 * @param key of containers.conf(5)
 */
record PartitionsNamespace(
    String id, String option, String kind, String key, String title, String harm, String means) {
  private static final List<PartitionsNamespace> ALL =
      List.of(
          new PartitionsNamespace(
              "nested-pid-namespace",
              "pid",
              "pid",
              "pidns",
              "No container inside sees the partition's processes",
              "One app ends or traces what runs the partition, and in plain mode with sys_ptrace becomes root of it.",
              "The host's processes stay out of reach, as long as the partition has its own namespace."),
          new PartitionsNamespace(
              "nested-ipc-namespace",
              "ipc",
              "ipc",
              "ipcns",
              "No container inside shares the partition's System V objects and message queues",
              "One app changes memory and queues of another; the ASIL side's only where the partition shares the host's.",
              "The host's objects stay out of reach, as long as the partition has its own namespace."),
          new PartitionsNamespace(
              "nested-network-namespace",
              "network",
              "net",
              "netns",
              "No container inside is in the partition's network",
              "One app listens on a port that the host publishes for another one, or at an abstract socket of the partition's systemd.",
              "The host's network stays out of reach, as long as the partition has its own."),
          new PartitionsNamespace(
              "nested-uts-namespace",
              "uts",
              "uts",
              "utsns",
              "No container inside can rename the partition",
              "One app with sys_admin changes the name by which the partition's agent and log are known.",
              "The host's name stays out of reach, as long as the partition has its own namespace."),
          new PartitionsNamespace(
              "nested-cgroup-namespace",
              "cgroupns",
              "cgroup",
              "cgroupns",
              "No container inside sees the partition's control groups",
              "One app with a writable control group file system changes limits of others inside.",
              "The partition's own limits lie a level above, where nothing inside reaches."));

  static List<Rule> rules() {
    var rules = new ArrayList<Rule>();
    for (var row : ALL) {
      rules.add(
          Rule.named(row.id)
              .title(row.title)
              .against(Interference.CONTROL)
              .harm(row.harm)
              .rationale("An app has a wall of its own before the partition's. " + row.means)
              .sources("podman-run(1), --" + row.option, "containers.conf(5)", "namespaces(7)")
              .how(
                  "--"
                      + row.option
                      + " of each quadlet inside and containers.conf; while it runs, /proc/PID/ns/"
                      + row.kind
                      + " of each process in a nested container.")
              .proves("Each container that was looked at has a namespace of its own.")
              .doesNotProve(
                  "Anything about a container that joins another one's, or that a pod holds.")
              .mend("take the option away from the quadlet inside")
              .check(row::check));
    }
    return rules;
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var entry : nested.defaults(key)) {
      if (entry.value().equals("host")) {
        judgement.fault(
            Fault.of(
                "containers inside are in the partition's " + kind + " namespace",
                Evidence.of(entry)));
      }
    }
    for (var unit : nested.containers()) {
      for (var asked : unit.options().named(option)) {
        if (asked.value().equals("host")) {
          judgement.fault(() ->
              Nested.fault(
                  unit, asked, unit.name() + " is in the partition's " + kind + " namespace"));
        }
      }
      if (kind.equals("cgroup")) {
        unit.options()
            .last("cgroups")
            .filter(asked -> asked.value().equals("disabled"))
            .ifPresent(asked ->
                judgement.fault(() ->
                    Nested.fault(unit, asked, unit.name() + " has no control group of its own")));
      }
    }
    view.live().ifPresent(live -> live(judgement, live));
    return nested.verdict(judgement, view);
  }

  private void live(Judgement judgement, Live live) {
    if (kind.equals("cgroup") && !(live.cgroups() instanceof Cgroups.V2)) {
      // Podman's own default on cgroup v1, where a container's mounts show its own groups only
      return;
    }
    var partitions = live.first().namespaces().get(kind);
    for (var process : live.processes()) {
      var own = process.namespaces().get(kind);
      if (process.nested().isPresent() && own != null && own.equals(partitions)) {
        judgement.fault(
            Fault.of(
                "a process in a nested container is in the partition's " + kind + " namespace",
                Evidence.process(process.pid(), process.name(), kind + ":[" + own + "]")));
      }
    }
  }
}
