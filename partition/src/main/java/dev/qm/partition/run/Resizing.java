package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.util.List;

/**
 * What makes the terminal of a command inside follow the size of the caller's: the runtime gives it
 * the size at its start, and not every one hears of a change. A shell beside it waits for SIGWINCH.
 *
 * @param exec starts {@code crun exec ID} in the partition
 */
record Resizing(Command exec) {
  /**
   * The first argument is the runtime's process, whose child has the terminal; the others are a
   * command that gets three words more: that child's number inside, rows and columns.
   */
  private static final String WATCH =
      """
      run=$1; shift
      resize() {
        read -r child others <"/proc/$run/task/$run/children"
        inside=$(sed -n 's/^NSpid:.*[[:space:]]//p' "/proc/$child/status")
        size=$(stty size)
        "$@" "$inside" $size </dev/null
      }
      trap 'resize "$@"' WINCH
      # a signal interrupts a shell that waits for a child, and no other way of waiting
      setpriv --pdeathsig KILL sleep infinity &
      while kill -0 "$!"; do wait "$!"; done
      """;

  /** A program of the partition's does it, in its own view of itself. */
  private static final String SET = "exec stty -F \"/proc/$1/fd/0\" rows \"$2\" cols \"$3\"";

  /** For the commands of a running partition. */
  static Resizing of(Instance instance) throws HostException {
    var exec =
        Runner.of(instance.spec()).exec(List.of("exec", instance.id(), "/bin/sh", "-c", SET, "qm"));
    return new Resizing(Command.of(Execution.tied(SharedCounts.bounded(instance, exec.argv()))));
  }

  /** The shell beside the runtime's process {@code pid}. */
  Command beside(long pid) {
    var argv = Execution.tied(List.of("/bin/sh", "-c", WATCH, "qm", Long.toString(pid)));
    argv.addAll(exec.argv());
    return Command.of(argv);
  }
}
