package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The rootfs as it is on the disk. While a partition with user ids of its own runs, Podman keeps
 * the rootfs mounted with mapped ids at the very place where it lies; there the host's root is
 * nobody and can write nothing. A bind mount of the folder above leaves that mount out: mount(8).
 */
final class RootfsView implements AutoCloseable {
  /** The option of such a mount in proc_pid_mountinfo(5). */
  private static final String MAPPED = "idmapped";

  private final Path rootfs;
  private final List<Path> mounted;

  private RootfsView(Path rootfs, List<Path> mounted) {
    this.rootfs = rootfs;
    this.mounted = mounted;
  }

  /** Makes the rootfs of a partition visible. */
  static RootfsView open(PartitionSpec spec) throws HostException {
    var rootfs = spec.root().at(spec.layout().rootfs());
    var place = spec.root().at("/run/qm.rootfs");
    // what a call left behind that was killed
    Mounts.unmountBelow(place);
    var here = Mounts.of().stream().filter(mount -> mount.target().equals(rootfs)).toList();
    var above = rootfs.getParent();
    var name = rootfs.getFileName();
    if (here.stream().noneMatch(RootfsView::isMapped) || above == null || name == null) {
      return new RootfsView(rootfs, List.of());
    }
    if (here.size() > 1) {
      throw new HostException(
          "cannot change the software in " + rootfs,
          "it is a mount of its own, and the running partition covers it",
          "stop the partition first: `qm down`");
    }
    try {
      Files.createDirectories(place);
    } catch (IOException failure) {
      throw new HostException("cannot make " + place, failure);
    }
    Command.of("mount", "--bind", "--", above.toString(), place.toString()).require();
    return new RootfsView(place.resolve(name), List.of(place));
  }

  private static boolean isMapped(Mount mount) {
    return mount.options().contains(MAPPED);
  }

  /** Where the rootfs can be changed. */
  Path path() {
    return rootfs;
  }

  @Override
  public void close() throws HostException {
    for (var place : mounted) {
      Mounts.unmount(place);
      try {
        Files.delete(place);
      } catch (IOException failure) {
        throw new HostException("cannot remove " + place, failure);
      }
    }
  }
}
