package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rules.storage.RuntimeCapabilities.Kept;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** No request of the partition's is served as real-time. */
final class IoPriority {
  static final Rule RULE =
      Rule.named("io-priority")
          .title("No request from inside can be of the disk's real-time class")
          .against(Interference.TIMING)
          .harm(
              "Requests from inside are served before those of the ASIL side, whatever the weights.")
          .rationale(
              """
              BFQ and mq-deadline serve the real-time class first. A process may take it with sys_admin or sys_nice of \
              the first user namespace. seccomp refuses ioprio_set for it; but io_submit(2) carries a class for each \
              request in memory, which no filter sees.\
              """)
          .sources(
              "ioprio_set(2)",
              "Linux, block/ioprio.c, ioprio_check_cap()",
              "io_submit(2), IOCB_FLAG_IOPRIO",
              "systemd.exec(5), IOSchedulingClass=")
          .how(
              "IOSchedulingClass= and IOSchedulingPriority= of the effective qm.container; whether the partition has a"
                  + " user namespace, and else sys_admin or sys_nice.")
          .proves("What is asked of a disk inside is of the classes best effort and idle.")
          .doesNotProve("How the disk serves within the class best effort: see io-weight.")
          .mend(
              "run the partition with a user namespace (`qm setup --isolation user-namespace`); take IOSchedulingClass= away")
          .check(IoPriority::check);

  private IoPriority() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var entry = view.partition().last("Service", "IOSchedulingClass");
    if (entry.isPresent() && List.of("realtime", "1").contains(entry.get().value())) {
      judgement.fault(
          Fault.of("the partition is started in the real-time class", Evidence.of(entry.get()))
              .with(Mend.ofPartition("Service", "IOSchedulingClass", "best-effort")));
    }
    var file = view.partition().quadlet().file();
    if (!Walls.isPlain(view)) {
      judgement.holds(
          Evidence.missing(file, "a user namespace: sys_admin inside does not count for disks"));
      return judgement.verdict("");
    }
    var kept = RuntimeCapabilities.of(view);
    for (var name : List.of("sys_admin", "sys_nice")) {
      if (kept.has(name) instanceof Kept.Yes(var evidence)) {
        judgement.fault(
            Fault.of(
                "without a user namespace, a request of io_submit may carry the real-time class: "
                    + name,
                evidence));
        return judgement.verdict("");
      }
    }
    judgement.holds(Evidence.missing(file, "neither sys_admin nor sys_nice"));
    return judgement.verdict("");
  }
}
