package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.ServiceVariable;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;

/** Control groups are left for the host's services. */
final class ControlGroups {
  static final Rule RULE =
      Rule.named("control-groups")
          .title("The partition cannot use up the machine's control groups")
          .against(Interference.CONTROL)
          .harm(
              "Software inside makes groups until no service or container of the host gets one: ENOSPC.")
          .rationale(
              """
              The kernel tells no more than 65535 groups apart that have a memory controller. cgroup.max.descendants bounds the \
              partition's, and with their number how long the host waits for the lock to make one of its own; cgroup v1 has no \
              such bound.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, cgroup.max.descendants",
              "Linux, include/linux/memcontrol.h, MEM_CGROUP_ID_MAX",
              "docs/architecture.md, Counts that the host shares")
          .how(
              "QM_CONTROL_GROUPS in Environment= and the ExecStartPre= that writes it; while it runs, cgroup.max.descendants of "
                  + "its group.")
          .proves("More than half of them are left to others.")
          .doesNotProve("That making and dropping a few of them all day holds nobody up.")
          .mend(
              "use cgroup v2, with Environment=QM_CONTROL_GROUPS=8192 and the ExecStartPre= of qm.container")
          .check(ControlGroups::check);

  private static final String NAME = "QM_CONTROL_GROUPS";

  /** Half of what there are. */
  private static final long MOST = 32_767;

  private ControlGroups() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var machine = view.machine();
    if (machine.isRunning() && !machine.isV2("memory")) {
      return Verdict.fail(
          Fault.of(
              "cgroup v1 has no bound of their number",
              Evidence.kernel("/proc/self/mountinfo", "the memory controller is cgroup v1's")));
    }
    if (!machine.isRunning() || Init.probe(machine.root()) instanceof Init.Systemd) {
      files(judgement, view);
    }
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("qm itself sets the bound at the start");
  }

  private static void files(Judgement judgement, PartitionView view) {
    var unit = view.partition();
    var variable = ServiceVariable.last(unit, NAME);
    var number = ControlFile.number(variable.map(ServiceVariable::value).orElse(""));
    var writes =
        unit.values("Service", "ExecStartPre").stream()
            .anyMatch(
                it -> it.value().contains(NAME) && it.value().contains("cgroup.max.descendants"));
    if (!writes) {
      judgement.fault(
          Fault.of(
              "nothing bounds the partition's control groups",
              Evidence.missing(
                  unit.quadlet().file(), "no ExecStartPre= that writes cgroup.max.descendants")));
    } else if (variable.isEmpty()) {
      judgement.fault(
          Fault.of(
              "nothing says how many control groups the partition may have",
              Evidence.missing(unit.quadlet().file(), "no " + NAME)));
    } else if (number.isEmpty() || number.getAsLong() > MOST) {
      judgement.fault(
          Fault.of(
              "the partition may have more than half of all control groups",
              Evidence.of(variable.get().entry())));
    } else {
      judgement.holds(Evidence.of(variable.get().entry()));
    }
  }

  private static void live(Judgement judgement, Live live) {
    var mount = live.cgroups().mountOf("memory");
    if (mount.isEmpty()) {
      judgement.unknown(Machine.NO_KERNEL);
      return;
    }
    var file = mount.get().resolve(live.group().substring(1)).resolve("cgroup.max.descendants");
    var value = Bounded.word(file);
    var number = ControlFile.number(value);
    var evidence = Evidence.kernel(file.toString(), value);
    if (value.isEmpty()) {
      judgement.unknown(file + " cannot be read");
    } else if (number.isEmpty() || number.getAsLong() > MOST) {
      judgement.fault(
          Fault.of(
              "the running partition may have more than half of all control groups", evidence));
    } else {
      judgement.holds(evidence);
    }
  }
}
