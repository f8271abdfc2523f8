package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.SELinux;

/** The disk of the partition's programs cannot be filled through them. */
final class RootfsRoom {
  static final Rule RULE =
      Rule.named("rootfs-room")
          .title("The file system of the partition's rootfs cannot be filled from inside")
          .against(Interference.STORAGE)
          .harm("Root inside remounts / writable for itself and fills the host's own file system.")
          .rationale(
              """
              ReadOnly= makes the mount of / read-only, not its file system, and whoever has sys_admin in the namespace \
              of a mount can make that mount writable again. What holds is a file system that cannot be written, one of \
              the partition's own, or SELinux, which refuses qm_t the write.\
              """)
          .sources(
              "mount(2), MS_REMOUNT with MS_BIND",
              "QM, docs/architecture.md, Isolation",
              "Linux, fs/ext4/balloc.c, ext4_has_free_clusters()")
          .how(
              "The host's mounts: whether the rootfs is on a file system that is read-only or its own; SELinux and the"
                  + " label of the partition; else space and inodes as for /var.")
          .proves("What root inside writes to / takes nothing of the host's.")
          .doesNotProve("That the programs inside are what was installed: see rootfs-packages.")
          .mend(
              "keep the rootfs on a file system that cannot be written (dm-verity, squashfs), or run SELinux enforcing")
          .check(RootfsRoom::check);

  private RootfsRoom() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var rootfs = view.declared().spec().layout().rootfs();
    var written =
        view.partition()
            .last("Container", "Rootfs")
            .map(Evidence::of)
            .orElse(Asked.unset(view.partition(), "Container", "Rootfs"));
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    if (isRefusedByPolicy(view)) {
      judgement.holds(
          Evidence.kernel("/sys/fs/selinux/enforce", "1: qm_t may not write qm_rootfs_t"));
      return judgement.verdict("");
    }
    new Room(Room.What.SPACE).judge(judgement, view, rootfs, written);
    new Room(Room.What.INODES).judge(judgement, view, rootfs, written);
    return judgement.verdict("");
  }

  private static boolean isRefusedByPolicy(PartitionView view) {
    var options = view.partition().options();
    var asked =
        options.on("privileged").isEmpty()
            && options.security("label").stream()
                .noneMatch(option -> option.value().equals("disable"))
            && options.security("label").stream()
                .anyMatch(option -> option.value().equals("type:qm_t"));
    var running =
        view.live()
            .map(live -> live.first().label().filter(it -> it.contains(":qm_t:")).isPresent())
            .orElse(true);
    return view.machine().selinux() instanceof SELinux.Enforcing && asked && running;
  }
}
