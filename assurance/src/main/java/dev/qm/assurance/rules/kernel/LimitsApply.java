package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** The limits of the service are those of the container. */
final class LimitsApply {
  static final Rule RULE =
      Rule.named("limits-apply")
          .title(
              "The partition runs in the control group of its service, one level below the limits")
          .against(Interference.CONTROL)
          .harm(
              "Memory, tasks, processor and disk of the partition have no limit, whatever [Service] says.")
          .rationale(
              """
              The limits of [Service] are set on the group of qm.service. --cgroups=split, which Quadlet asks for, makes the \
              container's group in it. Another mode, another parent or a pod makes it elsewhere; without a group of its \
              own the partition has the one that carries the limits as its root.\
              """)
          .sources(
              "podman-run(1), --cgroups, --cgroup-parent and --pod", "systemd.resource-control(5)")
          .how(
              "--cgroups, --cgroup-parent and --pod of the effective podman run; while it runs, /proc/PID/cgroup.")
          .proves("What [Service] limits is the partition.")
          .doesNotProve("That there are limits; each has a rule of its own.")
          .mend("take the option away, then `qm restart`")
          .check(LimitsApply::check);

  private LimitsApply() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var mode = unit.options().last("cgroups");
    if (mode.isEmpty() || !mode.get().value().equals("split")) {
      var evidence =
          mode.map(it -> Asked.evidence(unit, it))
              .orElse(Evidence.missing(unit.quadlet().file(), "no --cgroups=split"));
      judgement.fault(
          Fault.of("the partition's control group is not below its service's", evidence)
              .with(mode.flatMap(it -> WithoutOption.mend(unit, it))));
    } else {
      judgement.holds(Asked.evidence(unit, mode.get()));
    }
    for (var name : new String[] {"cgroup-parent", "pod"}) {
      for (var option : unit.options().named(name)) {
        judgement.fault(
            Fault.of(
                    "the partition's control group is made elsewhere", Asked.evidence(unit, option))
                .with(WithoutOption.mend(unit, option)));
      }
    }
    if (view.live().isPresent()) {
      var live = view.live().get();
      var file = "/proc/" + live.first().pid() + "/cgroup";
      var below = false;
      for (var membership : live.first().info().cgroups()) {
        below |= membership.path().startsWith(live.group() + "/");
      }
      if (below) {
        judgement.holds(Evidence.kernel(file, "below " + live.group()));
      } else {
        judgement.fault(
            Fault.of(
                "the running partition is in the very group that carries its limits",
                Evidence.kernel(file, live.group())));
      }
    }
    return judgement.verdict("");
  }
}
