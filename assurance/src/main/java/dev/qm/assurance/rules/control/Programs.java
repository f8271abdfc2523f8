package dev.qm.assurance.rules.control;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The programs and folders that Podman takes where nobody says otherwise: containers.conf(5). */
final class Programs {
  /** Those that make the partition's walls. */
  static final Set<String> RUNTIMES = Set.of("crun", "runc");

  private static final Set<String> MONITORS = Set.of("conmon", "conmonrs");

  /** Where Podman looks for each of them. */
  private static final Set<String> FOLDERS =
      Set.of(
          "/bin",
          "/run/current-system/sw/bin",
          "/sbin",
          "/usr/bin",
          "/usr/lib/cri-o-runc/sbin",
          "/usr/lib/podman",
          "/usr/libexec/podman",
          "/usr/local/bin",
          "/usr/local/lib/podman",
          "/usr/local/libexec/podman",
          "/usr/local/sbin",
          "/usr/sbin");

  static final Set<String> HELPERS =
      Set.of(
          "/usr/lib/podman",
          "/usr/libexec/podman",
          "/usr/local/lib/podman",
          "/usr/local/libexec/podman");

  static final Set<String> HOOKS =
      Set.of("/etc/containers/oci/hooks.d", "/usr/share/containers/oci/hooks.d");

  static final Set<String> DEVICE_LISTS = Set.of("/etc/cdi", "/run/cdi", "/var/run/cdi");

  static final Set<String> NETWORKS = Set.of("/etc/containers/networks");

  /** What Podman keeps, by the options that say where. */
  static final Set<String> STATE =
      Set.of(
          "/run/containers/storage",
          "/run/libpod",
          "/var/lib/containers/storage",
          "/var/lib/containers/storage/libpod",
          "/var/lib/containers/storage/volumes");

  private Programs() {}

  /** Whether it is the name of a runtime, or one where Podman looks for them. */
  static boolean isRuntime(String program) {
    return RUNTIMES.contains(program) || isOneOf(RUNTIMES, program);
  }

  /** Whether it is conmon(8), where Podman looks for it. */
  static boolean isMonitor(String program) {
    return isOneOf(MONITORS, program);
  }

  private static boolean isOneOf(Set<String> names, String program) {
    var slash = program.lastIndexOf('/');
    return slash > 0
        && FOLDERS.contains(program.substring(0, slash))
        && names.contains(program.substring(slash + 1));
  }

  /** Whether the folder is one of these, whatever slashes it is written with. */
  static boolean isOf(Set<String> folders, String folder) {
    try {
      return folders.contains(Path.of(folder).toString());
    } catch (InvalidPathException noPath) {
      return false;
    }
  }

  /** The value, or what Podman takes without one. */
  static String orCrun(List<String> runtimes) {
    return runtimes.isEmpty() ? "crun" : runtimes.getLast();
  }
}
