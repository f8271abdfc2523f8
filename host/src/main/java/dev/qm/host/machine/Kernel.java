package dev.qm.host.machine;

import dev.qm.host.Root;
import dev.qm.host.Version;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.nio.file.Files;
import java.util.Set;

/**
 * The running kernel and what it offers.
 *
 * @param release as uname(2) gives it
 * @param version the numbers in it
 * @param overlay whether overlayfs can be mounted without loading a module
 * @param userNamespaces how many there may be; 0 means that there can be none
 * @param seccomp whether system calls can be filtered
 * @param fuse whether /dev/fuse is there, which fuse-overlayfs needs
 */
public record Kernel(
    String release,
    Version version,
    boolean overlay,
    long userNamespaces,
    boolean seccomp,
    boolean fuse) {
  /**
   * File systems with FS_ALLOW_IDMAP, and the first kernel where they have it (fs/* in the kernel's
   * history).
   */
  private static final Set<String> IDMAP_SINCE_5_12 = Set.of("ext4", "xfs", "vfat", "fat", "msdos");

  private static final Set<String> IDMAP_LATER =
      Set.of("btrfs", "f2fs", "ntfs3", "erofs", "squashfs", "tmpfs", "overlay", "cephfs", "zfs");

  /** The kernel that the machine below {@code root} shows in its /proc. */
  public static Kernel probe(Root root) {
    var release = Bounded.word(root.at("/proc/sys/kernel/osrelease"));
    var filesystems = Bounded.textIfAny(root.at("/proc/filesystems")).orElse("");
    return new Kernel(
        release,
        Version.find(release).orElse(new Version(0, 0, 0)),
        filesystems.contains("\toverlay\n"),
        ControlFile.number(root.at("/proc/sys/user/max_user_namespaces")).orElse(0),
        Files.exists(root.at("/proc/sys/kernel/seccomp/actions_avail")),
        Files.exists(root.at("/dev/fuse")));
  }

  /** True when mounts of {@code filesystem} can be idmapped: mount_setattr(2). */
  public boolean canIdmap(String filesystem) {
    if (IDMAP_SINCE_5_12.contains(filesystem)) {
      return version.isAtLeast(5, 12);
    }
    return IDMAP_LATER.contains(filesystem) && version.compareTo(since(filesystem)) >= 0;
  }

  private static Version since(String filesystem) {
    return switch (filesystem) {
      case "btrfs", "ntfs3" -> new Version(5, 15, 0);
      case "f2fs" -> new Version(5, 18, 0);
      case "overlay", "erofs" -> new Version(5, 19, 0);
      case "squashfs" -> new Version(6, 2, 0);
      case "tmpfs" -> new Version(6, 3, 0);
      case "cephfs" -> new Version(6, 7, 0);
      default -> new Version(Integer.MAX_VALUE, 0, 0);
    };
  }
}
