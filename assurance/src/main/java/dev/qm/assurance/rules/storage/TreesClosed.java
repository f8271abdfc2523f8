package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.process.Mounts;
import dev.qm.partition.Isolation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Users of the host cannot enter the partition's trees. */
final class TreesClosed {
  static final Rule RULE =
      Rule.named("trees-closed")
          .title("Other users of the host cannot enter the partition's trees")
          .against(Interference.CONTROL)
          .harm(
              "A user of the host runs as root what the partition left there with the setuid bit.")
          .rationale(
              """
              On disk root inside is uid 0, in both isolation modes. A program of his with the setuid bit, file \
              capabilities or a device node work for whoever reaches them, unless a folder before them is closed or the \
              mount says nosuid and nodev.\
              """)
          .sources(
              "QM, docs/decisions/0020-trees-behind-closed-folders.md",
              "inode(7)",
              "mount(8), nosuid and nodev")
          .how(
              "Owner, group and mode of each folder on the way to a tree, and the options of the host's mount that it is"
                  + " on.")
          .proves("No user but root reaches what the partition leaves there, or it has no effect.")
          .doesNotProve("Anything about /proc/PID/root of a process inside, in plain mode.")
          .mend(
              "run `qm setup`; put a folder that you chose, or a mount point, into one that only root can enter (chmod"
                  + " 0710)")
          .check(TreesClosed::check);

  private TreesClosed() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var tree : view.declared().spec().layout().trees()) {
      try {
        judge(judgement, view, tree);
      } catch (HostException unreadable) {
        judgement.unknown(String.valueOf(unreadable.getMessage()));
      }
    }
    return judgement.verdict("the partition has no trees yet");
  }

  private static void judge(Judgement judgement, PartitionView view, String tree)
      throws HostException {
    var root = view.machine().root().directory();
    var real = ConfinedPath.resolve(root, tree);
    if (!Files.isDirectory(real)) {
      return;
    }
    var closed = closed(view, real);
    if (closed.isPresent()) {
      judgement.holds(closed.get());
      return;
    }
    var place = Path.of("/").resolve(root.relativize(real));
    var mount = Mounts.holding(view.machine().mounts(), place);
    if (mount.filter(it -> it.options().containsAll(List.of("nosuid", "nodev"))).isPresent()) {
      judgement.holds(
          Evidence.kernel("/proc/self/mountinfo", mount.get().target() + " nosuid,nodev"));
      return;
    }
    judgement.fault(
        Fault.of(
            "any user of the host can enter " + tree,
            Evidence.kernel(place.toString(), "no folder on the way is closed")));
  }

  private static Optional<Evidence> closed(PartitionView view, Path real) {
    var root = view.machine().root().directory();
    for (var folder = real.getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      var owner = view.places().owner(folder);
      if (owner.isPresent()) {
        var of = owner.get();
        var isGroupRoots =
            (of.mode() & 0010) == 0 || of.gid() == 0 || of.gid() == Isolation.FIRST_ID;
        if ((of.mode() & 0001) == 0 && of.uid() == 0 && isGroupRoots) {
          return Optional.of(
              Evidence.kernel(
                  Path.of("/").resolve(root.relativize(folder)).toString(),
                  "mode " + Integer.toOctalString(of.mode()) + ", group " + of.gid()));
        }
      }
    }
    return Optional.empty();
  }
}
