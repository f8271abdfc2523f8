package dev.qm.partition.ipc.live;

import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mounts of the partition that come from file systems of the host: the places where a file can
 * be seen from both sides.
 */
final class Border {
  /** File systems of the kernel's own, in which nobody can make a file to meet at. */
  private static final Set<String> KERNELS =
      Set.of(
          "proc",
          "sysfs",
          "cgroup",
          "cgroup2",
          "devpts",
          "mqueue",
          "bpf",
          "tracefs",
          "debugfs",
          "securityfs",
          "configfs",
          "selinuxfs",
          "binfmt_misc",
          "pstore",
          "efivarfs",
          "fusectl");

  private final List<Mount> outside;
  private final List<Path> trees;
  private final Path door;
  private final String container;
  private final Map<String, Origin> declared;

  /**
   * @param outside the mounts that the host sees
   * @param trees the partition's rootfs, etc and var on the host
   * @param door {@code /run/ipc} on the host
   * @param container the partition's id, by which Podman names what it makes for it
   * @param declared the line of each volume, by its place in the partition
   */
  Border(
      List<Mount> outside,
      List<Path> trees,
      Path door,
      String container,
      Map<String, Origin> declared) {
    this.outside = List.copyOf(outside);
    this.trees = List.copyOf(trees);
    this.door = door;
    this.container = container;
    this.declared = Map.copyOf(declared);
  }

  /** The mounts of the partition that come from the host, in the order of mounting. */
  List<Volume> volumes(List<Mount> inside) {
    var volumes = new ArrayList<Volume>();
    for (var mount : inside) {
      if (!KERNELS.contains(mount.type())) {
        var host = onHost(mount);
        if (host.isPresent()) {
          var origin = Optional.ofNullable(declared.get(mount.target().toString()));
          volumes.add(
              new Volume(
                  host.get(),
                  mount.target(),
                  mount.isReadOnly(),
                  role(host.get(), mount, origin),
                  origin));
        }
      }
    }
    return volumes;
  }

  private Volume.Role role(Path host, Mount mount, Optional<Origin> origin) {
    if (host.startsWith(door)) {
      return Volume.Role.DOOR;
    }
    for (var tree : trees) {
      if (host.startsWith(tree)) {
        return Volume.Role.TREE;
      }
    }
    if (origin.isPresent()) {
      return Volume.Role.SHARED;
    }
    var isOfThisContainer = host.toString().contains("/overlay-containers/" + container + "/");
    // device nodes, and /dev/null over what a container may not read
    var isNode = mount.type().equals("devtmpfs") && mount.root().getNameCount() == 1;
    return isOfThisContainer || isNode ? Volume.Role.PODMAN : Volume.Role.SHARED;
  }

  /** Where on the host the folder lies that is mounted; nothing for a file system of its own. */
  private Optional<Path> onHost(Mount mount) {
    for (var other : outside) {
      if (other.device().equals(mount.device()) && mount.root().startsWith(other.root())) {
        var path = other.target().resolve(other.root().relativize(mount.root())).normalize();
        // another mount may lie over it
        var visible = Mounts.holding(outside, path);
        if (visible.isPresent() && visible.get().device().equals(mount.device())) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }
}
