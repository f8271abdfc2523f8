package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Packs $2 of the folder $1 for what reads it. A file that tar cannot read is missed on the other
   * side.
   */
  private static final String SEND =
      "parent=$1 name=$2; shift 2; tar -C \"$parent\" -cf - -- \"$name\" | \"$@\"";

  /** Unpacks $2 into the folder $1, or under the name $1 when that is no folder; as root inside. */
  private static final String RECEIVE =
      """
      target=$1 name=$2
      if [ -d "$target" ]; then
        tar --no-same-owner -C "$target" -xf - && [ -e "$target/$name" ]
        exit
      fi
      stage=$(mktemp -d -- "$(dirname -- "$target")/.qm-cp.XXXXXX") || exit
      trap 'rm -rf -- "$stage"' EXIT
      tar --no-same-owner -C "$stage" -xf - && mv -fT -- "$stage/$name" "$target"
      """;

  /** Copies; folders with everything in them. */
  public void run() throws HostException {
    var outcome = target.startsWith(PREFIX) && instance.hasOwnUsers() ? sent() : byPodman();
    if (!outcome.ok()) {
      throw new HostException(
          "cannot copy " + source + " to " + target,
          outcome.errors().strip().replace("Error: ", ""));
    }
  }

  /**
   * Podman's own copy writes as the host's root, who is nobody on mounts with mapped ids
   * (EOVERFLOW): so a process of the partition writes what this side reads.
   */
  private Outcome sent() throws HostException {
    var file = Path.of(source).toAbsolutePath().normalize();
    var name = file.getFileName();
    var parent = file.getParent();
    if (name == null || parent == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException("cannot copy " + source + " to " + target, "there is no such file");
    }
    var path = target.substring(PREFIX.length());
    var receive = List.of("/bin/sh", "-c", RECEIVE, "qm", path, name.toString());
    var inside = new Execution(instance, receive, Execution.Input.CALLER, Execution.Output.CALLER);
    var argv = new ArrayList<String>();
    argv.addAll(List.of("/bin/sh", "-c", SEND, "sh", parent.toString(), name.toString()));
    argv.addAll(inside.prepared().argv());
    return Command.of(argv).run();
  }

  private Outcome byPodman() throws HostException {
    return Runner.of(instance.spec()).copy(place(source), place(target)).run();
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
