package dev.qm.host.machine;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.Mount;
import dev.qm.host.packages.PackageSystem;
import dev.qm.host.packages.Release;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.SELinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a machine is and can do. Each part has a {@code probe} of its own for those who need one
 * only: asking Podman and crun for their versions is by far the dearest.
 */
public record HostFacts(
    Root root,
    Release release,
    Kernel kernel,
    Init init,
    Cgroups cgroups,
    Optional<PackageSystem> packages,
    Optional<Podman> podman,
    Optional<OciRuntime> runtime,
    SELinux selinux,
    Capabilities capabilities,
    Memory memory,
    List<Mount> mounts) {

  public HostFacts {
    mounts = List.copyOf(mounts);
  }

  /** All of it, for the machine below {@code root}. */
  public static HostFacts probe(Root root) throws HostException {
    try {
      var mounts =
          isImage(root)
              ? List.<Mount>of()
              : Mounts.parse(Bounded.text(root.at("/proc/self/mountinfo")));
      return new HostFacts(
          root,
          Release.read(root),
          Kernel.probe(root),
          Init.probe(root),
          Cgroups.of(root, mounts),
          PackageSystem.probe(root),
          Podman.probe(root),
          OciRuntime.probe(root),
          SELinux.probe(root),
          Capabilities.probe(root),
          Memory.probe(root),
          mounts);
    } catch (IOException failure) {
      throw new HostException("cannot read the mounts of this machine", failure);
    }
  }

  /** Whether the machine is a tree of files that nothing runs. */
  static boolean isImage(Root root) {
    return !root.isHost() && !Files.exists(root.at("/proc/self/mountinfo"));
  }

  /** The path, or the nearest folder above it that is there: what will be made lies on its disk. */
  public static Path existing(Path path) {
    var existing = path.toAbsolutePath().normalize();
    while (!Files.exists(existing)) {
      // the root folder always exists, so this ends
      existing = Objects.requireNonNull(existing.getParent());
    }
    return existing;
  }

  /** Bytes free for us where {@code path} lies or will lie. */
  public static long freeDisk(Path path) throws HostException {
    try {
      return Files.getFileStore(existing(path)).getUsableSpace();
    } catch (IOException failure) {
      throw new HostException("cannot tell the free space at " + path, failure);
    }
  }
}
