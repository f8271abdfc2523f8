package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The disk that a file lies on, as control groups count disks: whole ones, not partitions of them,
 * and what an encrypted or mapped one is made of. systemd looks for it likewise:
 * systemd.resource-control(5), {@code IOReadBandwidthMax=}, {@code IODeviceWeight=}.
 *
 * @param devices a folder that has each block device under its number: sysfs(5), {@code
 *     /sys/dev/block}
 */
public record DiskBehind(Path devices) {
  /** Those of this machine. */
  public static final DiskBehind MACHINE = new DiskBehind(Path.of("/sys/dev/block"));

  /** A disk made of others can be made of such again; no machine has more layers. */
  private static final int MOST_LAYERS = 8;

  /**
   * The number {@code major:minor} of the disk behind a file or a block device's node.
   *
   * @return nothing where it lies on none, as in a tmpfs or overlay, or on several
   */
  public Optional<String> of(Path file) {
    var node = DeviceNode.behind(file);
    if (node.isPresent()) {
      return node.get().kind() == DeviceNode.Kind.BLOCK
          ? whole(node.get().major() + ":" + node.get().minor())
          : Optional.empty();
    }
    try {
      var mount = Mounts.holding(Mounts.of(), file.toRealPath());
      if (mount.isEmpty()) {
        return Optional.empty();
      }
      var number = mount.get().device();
      if (!number.startsWith("0:")) {
        return whole(number);
      }
      // a file system of several disks has a number of its own: then its source tells
      var source = mount.get().source();
      return source.startsWith("/dev/")
          ? DeviceNode.behind(Path.of(source)).flatMap(this::whole)
          : Optional.empty();
    } catch (IOException | HostException absent) {
      return Optional.empty();
    }
  }

  private Optional<String> whole(DeviceNode node) {
    return whole(node.major() + ":" + node.minor());
  }

  /** The disk that the block device of that number is, or is a part of. */
  Optional<String> whole(String number) {
    var folder = devices.resolve(number);
    try {
      for (var layer = 0; layer < MOST_LAYERS && Files.isDirectory(folder); layer++) {
        folder = folder.toRealPath();
        if (Files.exists(folder.resolve("partition"))) {
          folder = folder.resolveSibling(".").normalize();
        }
        var below = below(folder);
        if (below.size() != 1) {
          break;
        }
        folder = below.getFirst();
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
    var found = Bounded.word(folder.resolve("dev"));
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  private static List<Path> below(Path folder) throws IOException {
    var below = new ArrayList<Path>();
    var slaves = folder.resolve("slaves");
    if (Files.isDirectory(slaves)) {
      try (var entries = Files.newDirectoryStream(slaves)) {
        entries.forEach(below::add);
      }
    }
    return below;
  }
}
