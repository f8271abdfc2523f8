package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.machine.Kernel;
import dev.qm.host.machine.OciRuntime;
import dev.qm.host.machine.Podman;
import dev.qm.host.machine.UserNamespaces;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Isolation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the machine that the partition will run on can do, asked when it matters: before the host's
 * packages are installed there may be no Podman to ask.
 */
final class Machine {
  /** What SELinux on this machine makes of QM's types. */
  enum Labels {
    /** No SELinux: Podman leaves labels out by itself. */
    UNUSED,
    /** The policy has the types. */
    KNOWN,
    /** The policy has not, but QM's module can be loaded. */
    LOADABLE,
    /** SELinux is on and cannot learn them: a container with such a label would not start. */
    UNKNOWN
  }

  private final Root root;
  private final Isolation.Wanted wanted;
  private Optional<Isolation> isolation = Optional.empty();

  /**
   * The machine below {@code root}.
   *
   * @param wanted whose user ids the partition is to have
   */
  Machine(Root root, Isolation.Wanted wanted) {
    this.wanted = wanted;
    // a folder without programs is a test's or a new image's: this machine will run it
    this.root = Files.exists(root.at("/usr/bin/podman")) ? root : Root.HOST;
  }

  /**
   * Whether the partition can have user ids of its own.
   *
   * @param trees where its files are or will be
   */
  Isolation isolation(List<Path> trees) throws HostException {
    if (isolation.isPresent()) {
      return isolation.get();
    }
    var decided = decide(trees);
    // a plan is looked at before the step that installs Podman; what it says then is not the last
    // word
    if (podman().isPresent()) {
      isolation = Optional.of(decided);
    }
    return decided;
  }

  /** The Podman that will run the partition. */
  Optional<Podman> podman() {
    return Podman.probe(root);
  }

  /** What SELinux makes of QM's types. */
  Labels labels() {
    return switch (SELinux.probe(Root.HOST)) {
      case SELinux.Absent() -> Labels.UNUSED;
      case SELinux.Permissive selinux -> labels(selinux);
      case SELinux.Enforcing selinux -> labels(selinux);
    };
  }

  private static Labels labels(SELinux selinux) {
    if (selinux.knowsType(PolicyModule.TYPE)) {
      return Labels.KNOWN;
    }
    return PolicyModule.isPossible() ? Labels.LOADABLE : Labels.UNKNOWN;
  }

  /** Whether the kernel that will run the partition has {@code memory.high}: cgroup v2 only. */
  boolean marksMemory() throws HostException {
    return Cgroups.probe(Root.HOST).isV2("memory");
  }

  /** Whose user ids the partition is to have. */
  Isolation.Wanted wanted() {
    return wanted;
  }

  private Isolation decide(List<Path> trees) throws HostException {
    if (wanted == Isolation.Wanted.PLAIN) {
      return new Isolation.Plain(List.of("it was asked for: --isolation plain"));
    }
    var obstacles =
        UserNamespaces.obstacles(
            Kernel.probe(Root.HOST),
            Cgroups.probe(Root.HOST),
            podman(),
            OciRuntime.probe(root),
            Mounts.of(),
            trees);
    if (!obstacles.isEmpty() && wanted == Isolation.Wanted.USER_NAMESPACE) {
      throw new HostException(
          "the partition cannot have user ids of its own on this machine",
          String.join("; ", obstacles),
          "mend that, or leave out --isolation to run it with the host's ids");
    }
    return obstacles.isEmpty() ? new Isolation.UserNamespace() : new Isolation.Plain(obstacles);
  }
}
