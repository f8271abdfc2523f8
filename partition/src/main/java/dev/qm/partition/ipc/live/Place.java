package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import dev.qm.host.socket.MeetingFile;
import java.util.Optional;

/**
 * Where a file lies at which processes meet.
 *
 * @param host its path on the host, where it has one
 * @param inside its path in the partition, where it has one
 */
public record Place(
    MeetingFile file, Reach reach, Optional<Untrusted> host, Optional<Untrusted> inside) {

  /** Who can reach it. */
  public enum Reach {
    /** Both sides: it is in {@code /run/ipc}. */
    DOOR,
    /** Both sides: a volume of the partition. */
    VOLUME,
    /** The partition has it in one of its own trees; the host's root can reach these too. */
    TREE,
    /** Only processes in the partition. */
    INSIDE
  }
}
