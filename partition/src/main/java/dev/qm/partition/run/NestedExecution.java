package dev.qm.partition.run;

import java.util.ArrayList;
import java.util.List;

/**
 * A command in a container of the partition's own Podman. It gets the OOM score of a nested
 * container: among the first to go.
 *
 * @param container its name or id
 */
public record NestedExecution(
    Instance instance,
    String container,
    List<String> command,
    Execution.Input stdin,
    Execution.Output terminal) {
  /**
   * Runs in the partition, whose files are its own; the arguments are the container, {@code --tty}
   * or nothing, then the command. Podman passes the streams on through pipes of the partition's
   * own: under SELinux a nested container may not use the caller's. It would also give the process
   * the score of the host's services, so a shell in the container takes the right one first; in a
   * container without a shell the command runs without it. 125 is Podman's own code for its
   * failures.
   */
  private static final String ENTER =
      """
      name=$1 tty=$2; shift 2
      running=$(podman container inspect --format '{{.State.Running}}' -- "$name") || exit 125
      if [ "$running" != true ]; then
        echo "error: the container $name does not run" >&2; exit 125
      fi
      podman exec --interactive $tty "$name" /bin/sh -c \
        'echo 750 >/proc/self/oom_score_adj; exec "$@"' qm "$@" && exit
      code=$?
      if [ $code != 127 ] || podman exec "$name" /bin/sh -c : 2>/dev/null </dev/null; then
        exit $code
      fi
      exec podman exec --interactive $tty "$name" "$@"
      """;

  public NestedExecution {
    command = List.copyOf(command);
  }

  /** The command in the partition that enters the container. */
  public Execution execution() {
    var argv = new ArrayList<String>();
    argv.addAll(List.of("/bin/sh", "-c", ENTER, "qm", container));
    argv.add(terminal == Execution.Output.TERMINAL ? "--tty" : "");
    argv.addAll(command);
    return new Execution(instance, argv, stdin, terminal);
  }
}
