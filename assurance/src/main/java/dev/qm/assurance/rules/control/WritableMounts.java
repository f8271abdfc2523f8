package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.HostPlaces;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The partition writes to its own trees only. */
final class WritableMounts {
  static final Rule RULE =
      Rule.named("writable-mounts")
          .title("The partition writes to nothing of the host beside its own trees")
          .against(Interference.STORAGE)
          .harm(
              """
              Software inside changes files that the ASIL side reads, or fills a disk that it needs.\
              """)
          .rationale(
              """
              A mount shows the host's own files. What the partition may write there is shared memory of a \
              kind: content, space and files of that file system.\
              """)
          .sources("podman-run(1), --volume and --mount", "ISO 26262-6:2018, D.2.3")
          .how(
              """
              Every --volume and --mount of the effective podman run that is not read-only; while it runs, \
              the writable mounts of its PID 1 that lie on a file system of the host. Its own trees and \
              /run/ipc, which the rules about channels are about, are no finding.\
              """)
          .proves("No other folder of the host can be written to from inside.")
          .doesNotProve("That its own trees have a bound; see the rules about storage.")
          .mend("make it read-only (:ro), or use /run/ipc for what both sides share")
          .check(WritableMounts::check);

  private WritableMounts() {}

  /** What is nobody's disk: the kernel's own, and devices, which other rules are about. */
  private static final Set<String> NO_DISK =
      Set.of("proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "devtmpfs", "nsfs");

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var trees = Trees.of(view);
    for (var mount : view.partition().options().mounts()) {
      if (isOfHost(mount) && mount.isWritable() && !isOwn(trees, mount.source())) {
        var evidence =
            mount.causes().isEmpty()
                ? Evidence.missing(view.partition().quadlet().file(), mount.source())
                : Evidence.of(mount.causes().getLast());
        judgement.fault(
            Fault.of(
                    "the partition may write to "
                        + (mount.isOfHost() ? mount.source() : "the volume " + mount.source())
                        + " of the host",
                    evidence)
                .with(MountMend.without(view, mount)));
      }
    }
    judgement.holds(
        Evidence.missing(
            view.partition().quadlet().file(), "its own trees are all it may write to"));
    view.live().ifPresent(live -> live(judgement, view, trees, live));
    return judgement.verdict("");
  }

  private static boolean isOfHost(MountOption mount) {
    return (mount.type().equals("bind") || mount.type().equals("volume"))
        && !mount.source().isEmpty()
        && !mount.options().contains("O");
  }

  private static boolean isOwn(Trees trees, String place) {
    return trees.hold(place) || Trees.isIpc(place);
  }

  private static void live(Judgement judgement, PartitionView view, Trees trees, Live live) {
    var places = new HostPlaces(view.machine().mounts());
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var mount : live.mounts()) {
      var place = NO_DISK.contains(mount.type()) ? Optional.<Path>empty() : places.of(mount);
      if (place.isEmpty()
          || mount.isReadOnly()
          || !isForeign(trees, place.get().toString(), mount)) {
        continue;
      }
      var policy =
          mount.type().equals("selinuxfs") ? Walls.policy(view) : Optional.<Evidence>empty();
      if (policy.isPresent()) {
        // Podman shows it where labels are to be given inside: the policy itself says what to write
        judgement.holds(policy.get());
      } else {
        judgement.fault(
            Fault.of(
                "the running partition may write to " + place.get() + " of the host",
                Evidence.kernel(file, mount.target() + " " + String.join(",", mount.options()))));
      }
    }
    judgement.holds(Evidence.kernel(file, live.mounts().size() + " mounts"));
  }

  private static boolean isForeign(Trees trees, String place, Mount mount) {
    // the files that Podman makes for each container: hosts, resolv.conf, secrets, shm
    return !isOwn(trees, place)
        && !(place.contains("-containers/") && place.contains("/userdata"))
        && !mount.target().equals(Path.of("/"));
  }
}
