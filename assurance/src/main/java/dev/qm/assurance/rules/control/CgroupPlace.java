package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import java.util.List;
import java.util.Optional;

/** The partition is where its limits are. */
final class CgroupPlace {
  static final Rule RULE =
      Rule.named("cgroup-place")
          .title("The partition's group lies below the one that carries its limits")
          .against(Interference.MEMORY)
          .harm("The partition runs without the limits that qm.container sets.")
          .rationale(
              """
              Limits stand on the group of the service, and the container's own lies below. \
              --cgroups=disabled makes none, --cgroup-parent puts it elsewhere, and no limit of [Service] \
              holds there.\
              """)
          .sources("podman-run(1), --cgroups and --cgroup-parent", "systemd.resource-control(5)")
          .how("--cgroups and --cgroup-parent of the effective podman run.")
          .proves("The runtime makes the container's group below the service's.")
          .doesNotProve(
              """
              That the limits are right; the rules about memory, time and storage are about these.\
              """)
          .mend("take CgroupsMode= and --cgroup-parent away, then `qm restart`")
          .check(CgroupPlace::check);

  private CgroupPlace() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var options = view.partition().options();
    for (var wrong : List.of(mode(view), options.last("cgroup-parent"))) {
      wrong.ifPresent(option ->
          judgement.fault(
              Fault.of(
                      "the partition's group does not lie below the service's",
                      Asked.evidence(view.partition(), option))
                  .with(WithoutOption.mend(view.partition(), option))));
    }
    judgement.holds(Evidence.missing(view.partition().quadlet().file(), "--cgroups=split"));
    return judgement.verdict("");
  }

  private static Optional<Option> mode(PartitionView view) {
    return view.partition().options().last("cgroups").filter(it -> !it.value().equals("split"));
  }
}
