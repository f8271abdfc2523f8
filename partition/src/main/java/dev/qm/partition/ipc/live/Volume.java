package dev.qm.partition.ipc.live;

import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder or file of the host that the partition sees beside its own trees.
 *
 * @param host its path on the host
 * @param inside its path in the partition
 * @param role what it is for
 * @param origin the line that declares it
 */
public record Volume(
    Path host, Path inside, boolean isReadOnly, Role role, Optional<Origin> origin) {

  /** What a mount from the host's file systems is for. */
  public enum Role {
    /** The rootfs, {@code /etc} or {@code /var} of the partition. */
    TREE,
    /** {@code /run/ipc}, or a part of it. */
    DOOR,
    /** What somebody wants both sides to see. */
    SHARED,
    /** What Podman gives every container: host name, resolver, device nodes. */
    PODMAN
  }
}
