package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Layout;
import java.util.List;
import java.util.Set;

/** Folders of the host that the partition is given besides its trees have a bound. */
final class VolumeRoom {
  static final Rule RULE =
      Rule.named("volume-room")
          .title("No writable folder of the host's is the partition's without a bound")
          .against(Interference.STORAGE)
          .harm(
              "Software inside fills a file system of the host's through a folder that it was given.")
          .rationale(
              """
              A volume that shows a folder of the host has that folder's file system, and a mount has no bound. A named \
              volume lies in Podman's storage. /run/ipc, where the sides meet, is in memory of the host's.\
              """)
          .sources("podman-run(1), --volume and --mount", "statvfs(3)")
          .how(
              "Each writable volume of the effective podman run that is none of the partition's trees; its file system"
                  + " as for /var.")
          .proves("What is written there takes no space and no inodes that the host's root needs.")
          .doesNotProve("That nobody of the host trusts what stands there.")
          .mend("mount it read-only, or give it a file system of its own")
          .check(VolumeRoom::check);

  /** What Podman keeps itself: an image that may be written to has a layer of its own. */
  private static final Set<String> IN_STORAGE = Set.of("volume", "image");

  private VolumeRoom() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var mount : view.partition().options().mounts()) {
      if (mount.causes().isEmpty() || !mount.isWritable() || isTree(view, mount)) {
        continue;
      }
      var written = Evidence.of(mount.causes().getLast());
      if (mount.source().equals(Layout.IPC)) {
        // a file system in memory; what stands there is other rules' concern
        judgement.holds(written);
      } else if (mount.isOfHost() && !mount.options().contains("O")) {
        var name = Ground.named(view, mount.source());
        new Room(Room.What.SPACE).judge(judgement, view, name, written);
        new Room(Room.What.INODES).judge(judgement, view, name, written);
      } else if (IN_STORAGE.contains(mount.type()) || mount.options().contains("O")) {
        judgement.unknown(
            mount.target() + " is in Podman's storage, whose file system is not looked at");
      }
    }
    if (view.partition().options().mounts().stream().allMatch(it -> isTree(view, it))) {
      judgement.holds(
          Evidence.missing(view.partition().quadlet().file(), "no volume beside /etc and /var"));
    }
    return judgement.verdict("no folder of the host's is writable inside but the trees");
  }

  private static boolean isTree(PartitionView view, MountOption mount) {
    var layout = view.declared().spec().layout();
    var source = Ground.named(view, mount.source());
    for (var tree : List.of(layout.etc(), layout.var())) {
      var place = ClosedTree.of(tree).map(ClosedTree::place).orElse(tree);
      if (source.equals(tree)
          || source.startsWith(tree + "/")
          || source.equals(place)
          || source.startsWith(place + "/")) {
        return true;
      }
    }
    return !mount.isOfHost() && !IN_STORAGE.contains(mount.type());
  }
}
