package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** A partition that is out of memory gets rid of a process, and does not stand still. */
final class OomKillDisable {
  static final Rule RULE =
      Rule.named("oom-kill-disable")
          .title("The kernel may end processes of the partition")
          .against(Interference.TIMING)
          .harm(
              "Processes inside sleep at the bound with locks of the kernel that the ASIL side waits for.")
          .rationale(
              """
              With oom_kill_disable, which cgroup v1 has, a process that is out of memory sleeps where it is until \
              somebody frees some. What it holds, such as the lock of a folder, stays locked. cgroup v2 has no such \
              thing.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v1/memory.rst, OOM Control",
              "podman-run(1), --oom-kill-disable")
          .how(
              "--oom-kill-disable of the effective podman run; while it runs on cgroup v1, memory.oom_control.")
          .proves("Being out of memory ends a process, and its locks with it.")
          .doesNotProve("How long that takes.")
          .mend("take --oom-kill-disable away, then `qm restart`")
          .check(OomKillDisable::check);

  private OomKillDisable() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var option = unit.options().on("oom-kill-disable");
    if (option.isPresent()) {
      judgement.fault(
          Fault.of(
                  "the partition sleeps where it is out of memory",
                  Asked.evidence(unit, option.get()))
              .with(WithoutOption.mend(unit, option.get())));
    } else {
      judgement.holds(Evidence.missing(unit.quadlet().file(), "no --oom-kill-disable"));
    }
    if (view.live().isPresent() && !view.live().get().cgroups().isV2("memory")) {
      var live = view.live().get();
      var file = live.file("memory", "", "memory.oom_control").toString();
      var text = live.value("memory", "", "memory.oom_control").orElse("").replace('\n', ' ');
      if (text.isEmpty()) {
        judgement.unknown(file + " cannot be read");
      } else if (text.contains("oom_kill_disable 1")) {
        judgement.fault(
            Fault.of(
                "the running partition sleeps where it is out of memory",
                Evidence.kernel(file, text)));
      } else {
        judgement.holds(Evidence.kernel(file, text));
      }
    }
    return judgement.verdict("");
  }
}
