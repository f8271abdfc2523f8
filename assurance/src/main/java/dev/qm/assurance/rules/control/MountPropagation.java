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
import java.util.HashSet;
import java.util.Set;

/** A mount made on one side is not seen on the other. */
final class MountPropagation {
  static final Rule RULE =
      Rule.named("mount-propagation")
          .title("No mount of the partition passes mounts on to the host, or from it")
          .against(Interference.STORAGE)
          .harm(
              """
              A mount made inside appears on the host over files of the ASIL side, or a host's disk appears \
              inside.\
              """)
          .rationale(
              """
              A shared mount passes on to its peers what is mounted below it; a slave takes. Podman makes \
              mounts private unless an option says otherwise.\
              """)
          .sources("mount_namespaces(7), SHARED SUBTREES", "podman-run(1), --volume, propagation")
          .how(
              """
              The options shared, rshared, slave and rslave of every mount of the effective podman run; while \
              it runs, the peer groups in the mountinfo of its PID 1 that the host has too.\
              """)
          .proves("What is mounted inside is seen inside only, and what the host mounts is not.")
          .doesNotProve("What the partition shares with containers of its own.")
          .mend("take the propagation option away")
          .check(MountPropagation::check);

  private MountPropagation() {}

  private static final Set<String> PASSING = Set.of("shared", "rshared", "slave", "rslave");

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var mount : view.partition().options().mounts()) {
      for (var option : mount.options()) {
        if (PASSING.contains(option)) {
          judgement.fault(
              Fault.of(
                      "mounts pass between the host and " + mount.target() + " of the partition",
                      mount.causes().isEmpty()
                          ? Evidence.missing(view.partition().quadlet().file(), option)
                          : Evidence.of(mount.causes().getLast()))
                  .with(MountMend.without(view, mount)));
        }
      }
    }
    judgement.holds(
        Evidence.missing(view.partition().quadlet().file(), "Podman makes its mounts private"));
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, PartitionView view, Live live) {
    var groups = new HashSet<String>();
    for (var mount : view.machine().mounts()) {
      for (var tag : mount.optional()) {
        if (tag.startsWith("shared:")) {
          groups.add(tag.substring("shared:".length()));
        }
      }
    }
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var mount : live.mounts()) {
      for (var tag : mount.optional()) {
        if (groups.contains(tag.substring(tag.indexOf(':') + 1))) {
          judgement.fault(
              Fault.of(
                  "mounts pass between the host and "
                      + mount.target()
                      + " of the running partition",
                  Evidence.kernel(file, mount.target() + " " + tag)));
        }
      }
    }
    judgement.holds(Evidence.kernel(file, "no peer group is the host's"));
  }
}
