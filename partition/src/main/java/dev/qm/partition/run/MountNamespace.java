package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mount namespace in which the standalone runner's Podman works on a hybrid host: one without
 * the cgroup2 mount, since crun refuses to work beside it. One for all calls: Podman leaves mounts
 * of its own behind that the next call must find.
 */
final class MountNamespace {
  private final Path file;
  private final Cgroups cgroups;

  MountNamespace(Places places, Cgroups cgroups) {
    this.file = places.namespace();
    this.cgroups = cgroups;
  }

  /** True when this host needs it. */
  boolean isNeeded() {
    return cgroups instanceof Cgroups.Hybrid;
  }

  /** Makes the namespace, unless it is there. */
  void create() throws HostException {
    var unified = cgroups.unified();
    if (!isNeeded() || unified.isEmpty() || isMounted()) {
      return;
    }
    var folder = folder();
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException failure) {
      throw new HostException("cannot make " + file, failure);
    }
    // a namespace can only be kept on a private mount: unshare(1), --mount=FILE
    if (!Mounts.isAt(folder)) {
      Command.of("mount", "--bind", folder.toString(), folder.toString()).require();
      Command.of("mount", "--make-private", folder.toString()).require();
    }
    Command.of(
            "unshare",
            "--mount=" + file,
            "--propagation=private",
            "umount",
            unified.get().toString())
        .require();
  }

  /** {@code argv}, to be run in the namespace. */
  List<String> enter(List<String> argv) {
    if (!isNeeded()) {
      return argv;
    }
    var entered = new ArrayList<String>();
    entered.addAll(List.of("nsenter", "--mount=" + file, "--"));
    entered.addAll(argv);
    return entered;
  }

  /** Whether a program can be run in it: not any more once a removal that was killed let it go. */
  boolean isThere() throws HostException {
    return !isNeeded() || isMounted();
  }

  /** Lets go of the namespace; its mounts end with its last process. */
  void remove() throws HostException {
    Mounts.unmountBelow(folder());
  }

  private boolean isMounted() throws HostException {
    return Mounts.isAt(file);
  }

  private Path folder() {
    return file.resolveSibling(".").normalize();
  }
}
