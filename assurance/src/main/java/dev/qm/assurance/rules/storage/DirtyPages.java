package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** What the partition has written and no disk has yet holds up the partition alone. */
final class DirtyPages {
  static final Rule RULE =
      Rule.named("dirty-pages")
          .title("Writes that wait for the disk hold up the partition alone")
          .against(Interference.TIMING)
          .harm(
              "Software inside writes faster than the disk, and every write of the ASIL side waits.")
          .rationale(
              """
              Written pages wait in memory. When the machine has more of them than vm.dirty_ratio allows, everybody who \
              writes is made to wait. On cgroup v2, with io and memory together and a file system that takes part, a \
              group's pages are counted and written back as its own, against a share of its own memory. On cgroup v1 \
              they are the machine's.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, Writeback",
              "Linux, Documentation/admin-guide/sysctl/vm.rst, dirty_ratio")
          .how(
              "Whether io and memory are cgroup v2's and, while it runs, both on in the partition's group; the file"
                  + " systems of /var and /etc.")
          .proves("The partition's own writers wait for its own pages.")
          .doesNotProve("That the disk has time for the ASIL side: see io-weight-effective.")
          .mend("use cgroup v2 (systemd.unified_cgroup_hierarchy=1), and ext4, XFS, Btrfs or F2FS")
          .check(DirtyPages::check);

  /** SB_I_CGROUPWB. */
  private static final List<String> TAKE_PART = List.of("ext2", "ext4", "btrfs", "f2fs", "xfs");

  private static final String RATIO = "vm.dirty_ratio";
  private static final String BYTES = "vm.dirty_bytes";

  private DirtyPages() {}

  private static Verdict check(PartitionView view) {
    var machine = view.machine();
    if (!machine.isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    if (!machine.isV2("memory") || !machine.isV2("io")) {
      var setting = machine.sysctlNumber(BYTES).orElse(0) > 0 ? BYTES : RATIO;
      return Verdict.fail(
          Fault.of(
              "on cgroup v1 written pages are the machine's, and all who write wait for them",
              Evidence.kernel(Machine.sysctlFile(setting), machine.sysctl(setting).orElse("?"))));
    }
    view.live()
        .ifPresent(live -> {
          for (var file : List.of("io.stat", "memory.max")) {
            var controller = file.startsWith("io") ? "io" : "memory";
            var place = live.file(controller, file, file).toString();
            if (live.value(controller, file, file).isPresent()) {
              judgement.holds(Evidence.kernel(place, controller + " is on"));
            } else {
              judgement.fault(
                  Fault.of(
                      "the running partition's group has no " + controller + " controller",
                      Evidence.kernel(place, "no such file")));
            }
          }
        });
    var layout = view.declared().spec().layout();
    for (var tree : List.of(layout.var(), layout.etc())) {
      var ground = Ground.of(view, tree);
      if (ground.isEmpty()) {
        judgement.unknown("the file system of " + tree + " cannot be looked at");
      } else if (TAKE_PART.contains(ground.get().mount().type())) {
        judgement.holds(Evidence.kernel("/proc/self/mountinfo", ground.get().words()));
      } else if (ground.get().mount().type().equals("tmpfs")) {
        judgement.holds(Evidence.kernel("/proc/self/mountinfo", ground.get().words()));
      } else {
        judgement.fault(
            Fault.of(
                "the file system of " + tree + " writes back in nobody's name",
                Evidence.kernel("/proc/self/mountinfo", ground.get().words())));
      }
    }
    return judgement.verdict("");
  }
}
