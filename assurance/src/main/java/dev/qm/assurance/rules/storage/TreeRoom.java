package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/**
 * What fills a writable tree of the partition leaves the host's file systems alone.
 *
 * @param inside where the partition sees the tree
 */
record TreeRoom(String inside, Room room) {
  /** A rule for each tree and each thing that can run out. */
  static final List<Rule> RULES =
      List.of(
          space("var-space", "/var"),
          inodes("var-inodes", "/var"),
          space("etc-space", "/etc"),
          inodes("etc-inodes", "/etc"));

  private static Rule space(String id, String inside) {
    return Rule.named(id)
        .title("What fills the partition's " + inside + " leaves the host's root space")
        .against(Interference.STORAGE)
        .harm("Software inside fills the disk, and services of the ASIL side cannot write.")
        .rationale(
            """
            A folder has no bound of its own. One is a file system for the partition alone, or a quota of its project, \
            which root inside can leave where it has the host's user ids. ext4 keeps a reserve for one user, the host's \
            root: with a user namespace nobody inside is that user, and in the first namespace nobody has sys_resource; \
            in plain mode root inside is, or can become, that user.\
            """)
        .sources(
            "Linux, fs/ext4/balloc.c, ext4_has_free_clusters()",
            "Linux, fs/file_attr.c, fileattr_set_prepare(): projects",
            "statvfs(3)",
            "tune2fs(8), -m and -u")
        .how(
            "The host's mounts: whether the file system of the tree is seen elsewhere; statvfs(3) of the tree and of its"
                + " file system; who owns the reserve: /proc/fs/ext4.")
        .proves("However full it is inside, root of the host, or all of it, can go on writing.")
        .doesNotProve(
            "That services of the host which do not run as root can write on a file system that has only a reserve.")
        .mend(
            "`qm setup --var-size 8G`, or another file system of its own for the tree, mounted behind its closed folder;"
                + " in the mode with a user namespace a project quota does it too")
        .check(new TreeRoom(inside, new Room(Room.What.SPACE))::check);
  }

  private static Rule inodes(String id, String inside) {
    return Rule.named(id)
        .title("What is made in the partition's " + inside + " leaves the host inodes")
        .against(Interference.STORAGE)
        .harm("Software inside makes files until the host cannot make any, whatever space is left.")
        .rationale(
            """
            ext4 has so many inodes as it was made with and keeps none back, not even for root. XFS bounds their share \
            of the space, F2FS its nodes. Btrfs has no number of them: there they take space.\
            """)
        .sources("mke2fs(8), -N", "mkfs.xfs(8), -i maxpct=", "statvfs(3), f_files")
        .how(
            "The host's mounts: whether the file system of the tree is seen elsewhere; statvfs(3) of the tree and of its"
                + " file system.")
        .proves("However many files there are inside, the host's file systems have inodes left.")
        .doesNotProve("Anything about space.")
        .mend(
            "`qm setup --var-size 8G`, or another file system of its own for the tree, mounted behind its closed folder;"
                + " in the mode with a user namespace a project quota that bounds inodes does it too")
        .check(new TreeRoom(inside, new Room(Room.What.INODES))::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var layout = view.declared().spec().layout();
    var tree = inside.equals("/var") ? layout.var() : layout.etc();
    room.judge(judgement, view, tree, written(view));
    view.live().ifPresent(live -> live(judgement, view, live, tree));
    return judgement.verdict("");
  }

  private Evidence written(PartitionView view) {
    for (var mount : view.partition().options().mounts()) {
      if (mount.target().equals(inside) && !mount.causes().isEmpty()) {
        return Evidence.of(mount.causes().getLast());
      }
    }
    return Evidence.missing(view.partition().quadlet().file(), "no Volume= at " + inside);
  }

  /** What runs may have been started before somebody mounted a file system there. */
  private void live(Judgement judgement, PartitionView view, Live live, String tree) {
    var running = live.mountAt(inside);
    var ground = Ground.of(view, tree);
    if (running.isEmpty() || ground.isEmpty()) {
      return;
    }
    var place = "/proc/" + live.first().pid() + "/mountinfo";
    var value =
        running.get().type() + " " + running.get().source() + " at " + running.get().target();
    if (!running.get().device().equals(ground.get().mount().device())) {
      judgement.fault(
          Fault.of(
              "the running partition's " + inside + " is on another file system than " + tree,
              Evidence.kernel(place, value)));
    } else {
      judgement.holds(Evidence.kernel(place, value));
    }
  }
}
