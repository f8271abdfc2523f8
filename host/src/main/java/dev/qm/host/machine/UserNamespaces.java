package dev.qm.host.machine;

import dev.qm.host.Version;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether containers that boot a system can have user ids of their own here: user_namespaces(7).
 */
public final class UserNamespaces {
  private static final Version CRUN = new Version(1, 8, 1);

  private UserNamespaces() {}

  /**
   * What keeps a container with an idmapped rootfs and volumes, and a systemd in it, from running.
   *
   * @param trees where its files are or will be
   * @return clauses for a user, none when it can run
   */
  public static List<String> obstacles(
      Kernel kernel,
      Cgroups cgroups,
      Optional<Podman> podman,
      Optional<OciRuntime> runtime,
      List<Mount> mounts,
      List<Path> trees) {
    var obstacles = new ArrayList<>(ofKernel(kernel, cgroups));
    if (podman.isEmpty() || !podman.get().version().isAtLeast(4, 5)) {
      obstacles.add(
          (podman.isPresent() ? "Podman " + podman.get().version() : "no Podman")
              + ": a rootfs with mapped ids came with 4.5");
    }
    // 1.8.1 reads the mappings as that Podman writes them; older ones expect another form
    if (runtime.isEmpty() || runtime.get().version().compareTo(CRUN) < 0) {
      obstacles.add("volumes with mapped ids need crun " + CRUN);
    }
    for (var tree : trees) {
      var type = Mounts.holding(mounts, tree).map(Mount::type).orElse("?");
      if (!kernel.canIdmap(type)) {
        obstacles.add(
            "Linux " + kernel.version() + " cannot map ids on " + type + " (" + tree + ")");
      }
    }
    return List.copyOf(obstacles);
  }

  /** Those of them that no other program takes away. */
  public static List<String> ofKernel(Kernel kernel, Cgroups cgroups) {
    var obstacles = new ArrayList<String>();
    if (!(cgroups instanceof Cgroups.V2)) {
      obstacles.add("cgroup v1: its hierarchies cannot be handed to another user namespace");
    }
    if (kernel.userNamespaces() == 0) {
      obstacles.add("user namespaces are switched off (user.max_user_namespaces=0)");
    }
    return List.copyOf(obstacles);
  }
}
