package dev.qm.host.machine;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.Version;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Podman as this machine has it. */
public record Podman(Path binary, Version version) {
  /** Asking a program for its version takes milliseconds; this is for one that hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * Podman on the machine below {@code root}; nothing when there is none. On this machine the
   * program is asked; nothing is ever run from another root, whose package database answers
   * instead.
   */
  public static Optional<Podman> probe(Root root) {
    return find(root, "podman")
        .flatMap(binary -> version(root, binary, "podman").map(v -> new Podman(binary, v)));
  }

  /** The runtime does not work beside a cgroup2 mount on a hybrid host. */
  private static final String WITHOUT_CGROUP2 = "umount \"$1\" && shift && exec \"$@\"";

  /**
   * What a command line of this machine's own Podman begins with, up to its first argument: with
   * systemd nothing but its name.
   */
  public static List<String> words(Root root) throws HostException {
    return Init.probe(root) instanceof Init.Systemd
        ? List.of("podman")
        : standalone(Cgroups.probe(root));
  }

  /** The same where no systemd makes control groups. */
  public static List<String> standalone(Cgroups cgroups) {
    var argv = new ArrayList<String>();
    if (cgroups instanceof Cgroups.Hybrid hybrid) {
      argv.addAll(List.of("unshare", "--mount", "--propagation=private"));
      argv.addAll(List.of("/bin/sh", "-c", WITHOUT_CGROUP2, "sh"));
      argv.add(hybrid.cgroup2().toString());
    }
    argv.addAll(List.of("podman", "--cgroup-manager=cgroupfs"));
    return argv;
  }

  /** True when this Podman brings Quadlet, which came with 4.4. */
  public boolean hasQuadlet() {
    return version.isAtLeast(4, 4);
  }

  static Optional<Path> find(Root root, String program) {
    if (root.isHost()) {
      return Command.find(program);
    }
    for (var folder : new String[] {"/usr/local/bin/", "/usr/bin/", "/bin/"}) {
      var binary = root.at(folder + program);
      if (Files.isRegularFile(binary)) {
        return Optional.of(binary);
      }
    }
    return Optional.empty();
  }

  /** What {@code program --version} says, or the package database of another root. */
  static Optional<Version> version(Root root, Path binary, String packageName) {
    if (!root.isHost()) {
      return ConfinedPath.text(root, "/var/lib/dpkg/status")
          .flatMap(status -> packageVersion(status, packageName));
    }
    try {
      return Version.find(
          Command.of(binary.toString(), "--version").timeout(PATIENCE).require().output());
    } catch (HostException broken) {
      // a program that cannot even tell its version is as good as none
      return Optional.empty();
    }
  }

  private static Optional<Version> packageVersion(String status, String packageName) {
    var wanted = "Package: " + packageName;
    var within = false;
    for (var line : KernelText.lines(status)) {
      if (line.startsWith("Package: ")) {
        within = line.equals(wanted);
      } else if (within && line.startsWith("Version: ")) {
        // an epoch, as in 1:4.3.1, is not part of the program's own version
        return Version.find(line.substring(line.indexOf(':', "Version: ".length()) + 1));
      }
    }
    return Optional.empty();
  }
}
