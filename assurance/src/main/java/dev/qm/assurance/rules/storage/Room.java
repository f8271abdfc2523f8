package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import dev.qm.host.file.Mount;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether software inside can take all that a file system has, of one kind of thing.
 *
 * @param what software inside could take all of
 */
record Room(What what) {
  /** What runs out. */
  enum What {
    SPACE("space"),
    INODES("inodes");

    private final String word;

    What(String word) {
      this.word = word;
    }
  }

  private static final String MOUNTS = "/proc/self/mountinfo";
  private static final List<String> WITH_RESERVE = List.of("ext2", "ext3", "ext4", "f2fs");
  private static final List<String> WITHOUT_RESERVE = List.of("xfs", "tmpfs", "vfat", "exfat");

  /**
   * Judges a folder.
   *
   * @param name as the machine names it
   * @param written what says that the partition has it
   */
  void judge(Judgement judgement, PartitionView view, String name, Evidence written) {
    if (!view.machine().isRunning()) {
      judgement.unknown(Machine.NO_KERNEL);
      return;
    }
    var found = Ground.of(view, name);
    if (found.isEmpty()) {
      judgement.unknown("the file system of " + name + " cannot be looked at");
      return;
    }
    var ground = found.get();
    var evidence = Evidence.kernel(MOUNTS, ground.words());
    if (ground.cannotBeWritten()) {
      judgement.holds(Evidence.kernel(MOUNTS, ground.words() + ", read-only"));
      return;
    }
    var shared = ground.shared(view);
    if (shared.isEmpty()) {
      judgement.holds(Evidence.kernel(MOUNTS, ground.words() + ", of its own"));
    } else if (isOfProject(ground)) {
      project(judgement, view, ground, written);
    } else {
      shared(judgement, view, name, ground, shared.get(), written, evidence);
    }
  }

  private boolean isOfProject(Ground ground) {
    return ground.hasProjectQuota()
        && switch (what) {
          case SPACE -> ground.shown().total() < ground.whole().total();
          case INODES -> ground.shown().inodes() < ground.whole().inodes();
        };
  }

  private void project(Judgement judgement, PartitionView view, Ground ground, Evidence written) {
    var evidence =
        Evidence.kernel(
            ground.place().toString(),
            switch (what) {
              case SPACE -> "a project of " + ground.shown().total() + " bytes";
              case INODES -> "a project of " + ground.shown().inodes() + " inodes";
            });
    if (Walls.isPlain(view)) {
      // fileattr_set_prepare(): only in the first user namespace a project may be changed
      judgement.fault(
          Fault.of(
              "without a user namespace root inside can take its files out of their project",
              written,
              evidence));
    } else {
      judgement.holds(evidence);
    }
  }

  private void shared(
      Judgement judgement,
      PartitionView view,
      String name,
      Ground ground,
      Mount other,
      Evidence written,
      Evidence evidence) {
    var type = ground.mount().type();
    var all = name + " shares all " + what.word + " with " + other.target() + " of the host";
    if (type.equals("btrfs")) {
      btrfs(judgement, view, all, written, evidence);
    } else if (what == What.SPACE && WITH_RESERVE.contains(type)) {
      reserve(judgement, view, ground, all, written, evidence);
    } else if (WITH_RESERVE.contains(type) || WITHOUT_RESERVE.contains(type)) {
      if (what == What.INODES && ground.shown().inodes() == 0) {
        judgement.holds(
            Evidence.kernel(ground.place().toString(), "no fixed number: inodes take space"));
      } else {
        judgement.fault(Fault.of(all, written, evidence));
      }
    } else {
      judgement.unknown(name + " is on " + type + ", and what bounds there is not known");
    }
  }

  /** It has no number of inodes: they take space of its one pool. */
  private void btrfs(
      Judgement judgement, PartitionView view, String all, Evidence written, Evidence evidence) {
    if (what == What.INODES) {
      judgement.holds(
          Evidence.kernel(MOUNTS, "btrfs has no fixed number of inodes: they take space"));
    } else if (hasQuotaGroups(view)) {
      judgement.unknown("the quota groups of btrfs are not read");
    } else {
      judgement.fault(Fault.of(all, written, evidence));
    }
  }

  private static boolean hasQuotaGroups(PartitionView view) {
    try (var systems = Files.newDirectoryStream(view.machine().kernelRoot().at("/sys/fs/btrfs"))) {
      for (var system : systems) {
        if (Files.isDirectory(system.resolve("qgroups"))) {
          return true;
        }
      }
    } catch (java.io.IOException none) {
      return false;
    }
    return false;
  }

  /**
   * ext4_has_free_clusters(): the reserve is for one user, one group but root's, or sys_resource.
   */
  private void reserve(
      Judgement judgement,
      PartitionView view,
      Ground ground,
      String all,
      Evidence written,
      Evidence evidence) {
    var bytes = ground.whole().reserve();
    if (bytes == 0) {
      judgement.fault(Fault.of(all + ", which keeps no reserve", written, evidence));
      return;
    }
    var uid = option(view, ground.mount(), "resuid").orElse(0L);
    var gid = option(view, ground.mount(), "resgid").orElse(0L);
    var reserve =
        Evidence.kernel(
            ground.mount().target().toString(),
            (bytes >> 20) + " MiB kept for user " + uid + (gid == 0 ? "" : " and group " + gid));
    var ids = new HostIds(view);
    if (Walls.isPlain(view)) {
      judgement.fault(
          Fault.of(
              all + ", its reserve too: without a user namespace root inside can be user " + uid,
              written,
              reserve));
    } else if (ids.hasUser(uid) || (gid != 0 && ids.hasGroup(gid))) {
      judgement.fault(
          Fault.of(all + ", its reserve too: that is for an id inside", written, reserve));
    } else {
      judgement.holds(reserve);
    }
  }

  /** ext4 shows every option only in a file of its own: ext4(5). */
  private static Optional<Long> option(PartitionView view, Mount mount, String name) {
    var device = mount.source().substring(mount.source().lastIndexOf('/') + 1);
    var own = view.machine().texts().at("/proc/fs/" + mount.type() + "/" + device + "/options");
    var options = own.isPresent() ? KernelText.lines(own.get()) : mount.superOptions();
    for (var option : options) {
      if (option.startsWith(name + "=")) {
        var number = ControlFile.number(option.substring(name.length() + 1).strip());
        if (number.isPresent()) {
          return Optional.of(number.getAsLong());
        }
      }
    }
    return Optional.empty();
  }
}
