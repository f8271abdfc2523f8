package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Path;

/** The partition writes to no control group but its own. */
final class CgroupFiles {
  static final Rule RULE =
      Rule.named("cgroup-files")
          .title("The partition writes to the control groups below its own only")
          .against(Interference.CONTROL)
          .harm("Root inside raises its own limits, or lowers those of the ASIL side.")
          .rationale(
              """
              A mount of cgroup that begins above the partition's own group shows the files with its limits, \
              and those of its neighbours.\
              """)
          .sources("cgroups(7)", "Linux, Documentation/admin-guide/cgroup-v2.rst, Delegation")
          .how(
              """
              Mounts of /sys/fs/cgroup in the effective podman run; while it runs, at which group each mount \
              of cgroup and cgroup2 of its PID 1 begins.\
              """)
          .proves("No file of a group above the partition's own is writable inside.")
          .doesNotProve(
              """
              That the own group has no limit that matters: on cgroup v1 the partition may change those, \
              without effect beyond its parent's.\
              """)
          .mend("take the mount away, then `qm restart`")
          .check(CgroupFiles::check);

  private CgroupFiles() {}

  private static final String PLACE = "/sys/fs/cgroup";

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var mount : view.partition().options().mounts()) {
      var source = Trees.path(mount.source());
      if (mount.isOfHost()
          && mount.isWritable()
          && (source.startsWith(PLACE) || Path.of(PLACE).startsWith(source))) {
        judgement.fault(
            Fault.of(
                    "the partition may write to " + mount.source() + " of the host",
                    mount.causes().isEmpty()
                        ? Evidence.missing(view.partition().quadlet().file(), mount.source())
                        : Evidence.of(mount.causes().getLast()))
                .with(MountMend.without(view, mount)));
      }
    }
    judgement.holds(
        Evidence.missing(view.partition().quadlet().file(), "Podman mounts the own group only"));
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, Live live) {
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var mount : live.mounts()) {
      if (mount.type().equals("cgroup") || mount.type().equals("cgroup2")) {
        var group = mount.root().toString();
        var evidence = Evidence.kernel(file, mount.target() + " begins at " + group);
        if (mount.isReadOnly() || group.startsWith(live.group() + "/")) {
          judgement.holds(evidence);
        } else {
          judgement.fault(
              Fault.of("the running partition may write to the group " + group, evidence));
        }
      }
    }
  }
}
