package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;

/** What the kernel does once for each level has few levels. */
final class ControlGroupDepth {
  static final Rule RULE =
      Rule.named("control-group-depth")
          .title("Control groups of the partition lie only so deep")
          .against(Interference.TIMING)
          .harm(
              "Software inside nests thousands of groups, and each charge and each tick walks them all.")
          .rationale(
              """
              For each page that is charged and each process that is put on a processor the kernel walks up all groups, \
              partly with interrupts off. Its own bound is none.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, cgroup.max.depth",
              "docs/decisions/0022-counts-that-the-host-shares.md")
          .how("cgroup.max.depth of the running partition's group on cgroup v2.")
          .proves("The kernel makes no group deeper than that.")
          .doesNotProve("How many there are beside each other; see control-groups.")
          .mend("use cgroup v2, and the ExecStartPre= of qm.container that sets cgroup.max.depth")
          .check(ControlGroupDepth::check);

  /** qm.container asks for 32. */
  private static final long MOST = 64;

  private ControlGroupDepth() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotJudged(Walls.NOT_RUNNING);
    }
    var live = view.live().get();
    var mount = live.cgroups().mountOf("cpu").or(() -> live.cgroups().mountOf("memory"));
    if (mount.isEmpty()) {
      return new Verdict.NotJudged("no processor controller is mounted");
    }
    if (!live.cgroups().isV2("cpu")) {
      return Verdict.fail(
          Fault.of(
              "cgroup v1 has no bound of depth",
              Evidence.kernel(
                  mount.get().resolve(live.group().substring(1)).toString(), "cgroup v1")));
    }
    var file = mount.get().resolve(live.group().substring(1)).resolve("cgroup.max.depth");
    var value = Bounded.word(file);
    var depth = ControlFile.number(value);
    var evidence = Evidence.kernel(file.toString(), value);
    if (value.isEmpty()) {
      return new Verdict.NotJudged(file + " cannot be read");
    }
    return depth.isPresent() && depth.getAsLong() <= MOST
        ? Verdict.pass(evidence)
        : Verdict.fail(
            Fault.of("groups of the running partition may lie as deep as they like", evidence));
  }
}
