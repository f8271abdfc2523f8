package dev.qm.partition.run;

import dev.qm.host.HostException;
import java.nio.file.Path;

/**
 * Copies files into the running partition or out of it. The partition's side is looked up in its
 * own view of the file system, so that a link that QM planted leads nowhere on the host.
 *
 * @param source a path, or {@code qm:/path}
 * @param target a path, or {@code qm:/path}
 */
public record Copy(Instance instance, String source, String target) {
  /** What stands before a path of the partition. */
  public static final String PREFIX = "qm:";

  /** Copies; folders with everything in them. */
  public void run() throws HostException {
    if (target.startsWith(PREFIX) && instance.hasOwnUsers()) {
      send();
    } else {
      byPodman();
    }
  }

  /**
   * Podman's own copy writes as the host's root, who is nobody on mounts with mapped ids
   * (EOVERFLOW): so a process of the partition writes what this side reads.
   */
  private void send() throws HostException {
    var file = Path.of(source).toAbsolutePath().normalize();
    var sending = new Sending(file, target.substring(PREFIX.length()));
    var inside =
        new Execution(
            instance, sending.receiver(), Execution.Input.CALLER, Execution.Output.CALLER);
    sending.through(inside.prepared());
  }

  private void byPodman() throws HostException {
    var outcome = Runner.of(instance.spec()).copy(place(source), place(target)).run();
    if (!outcome.ok()) {
      throw new HostException(
          "cannot copy " + source + " to " + target,
          outcome.errors().strip().replace("Error: ", ""));
    }
  }

  private String place(String path) {
    if (path.startsWith(PREFIX)) {
      return instance.spec().name() + ":" + path.substring(PREFIX.length());
    }
    // "./" so that a file of the host with a colon in its name is not taken for a container
    return path.startsWith("/") || path.startsWith("./") || path.startsWith("../")
        ? path
        : "./" + path;
  }
}
