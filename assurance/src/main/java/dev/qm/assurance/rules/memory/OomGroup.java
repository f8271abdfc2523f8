package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Bounded;

/** Whoever is ended with the partition is the partition's. */
final class OomGroup {
  static final Rule RULE =
      Rule.named("oom-group")
          .title("No group above both sides is ended as a whole")
          .against(Interference.MEMORY)
          .harm("One process inside that is out of memory takes the ASIL side's with it.")
          .rationale(
              """
              With memory.oom.group the kernel ends all of a group's processes when it has to end one in it or below. \
              In a slice that both sides are in, that is both. With oom_kill_disable of cgroup v1 all of them wait.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.oom.group",
              "Linux, Documentation/admin-guide/cgroup-v1/memory.rst, OOM Control")
          .how(
              "memory.oom.group, or memory.oom_control of cgroup v1, of each group above the running partition's.")
          .proves("The kernel ends single processes above the partition's group.")
          .doesNotProve("What a program such as systemd-oomd ends.")
          .mend("give the partition Slice=-.slice, or write 0 into that group's memory.oom.group")
          .check(OomGroup::check);

  private OomGroup() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotJudged(Walls.NOT_RUNNING);
    }
    var live = view.live().get();
    var judgement = new Judgement();
    for (var above = parent(live.group()); !above.isEmpty(); above = parent(above)) {
      judge(judgement, live, above);
    }
    judgement.holds(
        Evidence.kernel(
            "/proc/" + live.first().pid() + "/cgroup", live.group() + " and what is above"));
    return judgement.verdict("");
  }

  private static void judge(Judgement judgement, Live live, String group) {
    var isV2 = live.cgroups().isV2("memory");
    var name = isV2 ? "memory.oom.group" : "memory.oom_control";
    var mount = live.cgroups().mountOf("memory");
    if (mount.isEmpty()) {
      judgement.unknown("no memory controller is mounted");
      return;
    }
    var file = mount.get().resolve(group.substring(1)).resolve(name);
    var text = Bounded.word(file);
    if (isV2 ? text.equals("1") : text.contains("oom_kill_disable 1")) {
      judgement.fault(
          Fault.of(
              group + ", which others are in too, is ended or stopped as a whole",
              Evidence.kernel(file.toString(), text.replace('\n', ' '))));
    }
  }

  private static String parent(String group) {
    return group.substring(0, Math.max(0, group.lastIndexOf('/')));
  }
}
