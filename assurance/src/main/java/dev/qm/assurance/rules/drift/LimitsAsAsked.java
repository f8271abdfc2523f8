package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.cgroup.LiveLimit;
import java.util.ArrayList;
import java.util.List;

/** The kernel holds the limits that [Service] asks for. */
final class LimitsAsAsked {
  static final Rule RULE =
      Rule.named("limits-as-asked")
          .title("The running partition has the limits that its files ask for")
          .against(Interference.TIMING)
          .harm("A limit that somebody changed by hand is not the one that was reviewed.")
          .rationale(
              """
              Limits are set when the partition starts. A drop-in that came later waits for the next start, and whoever \
              writes into the control group changes them at once. What a limit has to be, the rules about it say; this \
              one says that it is the one that was asked for.\
              """)
          .sources("systemd.resource-control(5)", "cgroups(7)")
          .how(
              "Each limit of [Service], in the kernel's units, against the control file of the partition's group.")
          .proves("No limit was changed since the start, and none waits for a restart.")
          .doesNotProve("Anything about a limit that this kernel has no file for.")
          .mend("`qm restart`, if the file was changed; else find out who changed the limit")
          .check(LimitsAsAsked::check);

  private LimitsAsAsked() {}

  private static Verdict check(PartitionView view) {
    var live = view.live();
    if (live.isEmpty()) {
      return new Verdict.NotApplicable("the partition does not run, or was not looked at");
    }
    var judgement = new Judgement();
    try {
      for (var limit : limits(view, live.get())) {
        judge(judgement, limit);
      }
    } catch (HostException failure) {
      judgement.unknown(failure.getMessage());
    }
    return judgement.verdict("no limit is asked for");
  }

  private static List<LiveLimit> limits(PartitionView view, Live live) throws HostException {
    var capacity = Capacity.probe(view.machine().kernelRoot());
    var group = CgroupTree.of(live.cgroups(), live.group().substring(1));
    return group.compare(Limits.of(view.partition().unit(), capacity));
  }

  private static void judge(Judgement judgement, LiveLimit limit) {
    if (limit.held().isEmpty()) {
      return;
    }
    var held = limit.held().get();
    var now = Evidence.kernel(held.file().toString(), held.value());
    switch (limit.standing()) {
      case SAME -> judgement.holds(now);
      case DIFFERENT -> {
        var evidence = new ArrayList<>(List.of(now));
        limit
            .origin()
            .ifPresent(
                origin -> evidence.add(Evidence.at(origin, limit.key() + "=" + limit.wanted())));
        judgement.fault(
            Fault.of(
                limit.key() + "= asks for " + limit.expected() + ", and the kernel has another",
                evidence.toArray(Evidence[]::new)));
      }
      case UNKNOWN -> {
        // the rule about it says so
      }
    }
  }
}
