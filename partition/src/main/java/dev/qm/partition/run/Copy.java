package dev.qm.partition.run;

import dev.qm.host.HostException;
import java.nio.file.Path;

/**
 * Copies files into the running partition or out of it. The partition's side is looked up in its
 * own view of the file system, so that a link that QM planted leads nowhere on the host.
 *
 * @param source a path, or {@code qm:/path}
 * @param target a path, or {@code qm:/path}
 * @param owners whose the copies are
 */
public record Copy(Instance instance, String source, String target, Owners owners) {
  /** What stands before a path of the partition. */
  public static final String PREFIX = "qm:";

  /** Whose a copy is. */
  public enum Owners {
    /** Root's of the side that it is copied to. */
    ROOT,
    /** That of the file itself, by its number. */
    KEPT
  }

  /** Copies; folders with everything in them. */
  public void run() throws HostException {
    if (target.startsWith(PREFIX)) {
      send();
    } else {
      new Fetching(instance, source.substring(PREFIX.length()), Path.of("").resolve(target)).run();
    }
  }

  /**
   * A process of the partition writes what this side reads. Podman's own copy would write as the
   * host's root, who is nobody on mounts with mapped ids (EOVERFLOW).
   */
  private void send() throws HostException {
    var file = Path.of(source).toAbsolutePath().normalize();
    var sending = new Sending(file, target.substring(PREFIX.length()), owners);
    var inside =
        new Execution(
            instance, sending.receiver(), Execution.Input.CALLER, Execution.Output.CALLER);
    sending.through(inside.prepared());
  }
}
