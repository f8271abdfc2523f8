package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.process.Command;
import dev.qm.host.process.Streams;
import dev.qm.host.selinux.SELinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command in the running partition, inside the same walls: its namespaces, control groups,
 * capabilities, seccomp filter and label are the container's own, put on by the OCI runtime. Unlike
 * {@code podman exec} it also has the partition's OOM score, and it starts in a sixth of the time.
 *
 * @param stdin whether the command reads this process's input
 * @param terminal whether it gets a terminal of its own
 */
public record Execution(Instance instance, List<String> command, Input stdin, Output terminal) {
  /** What the command reads. */
  public enum Input {
    NOTHING,
    CALLER
  }

  /** What the command writes to. */
  public enum Output {
    CALLER,
    TERMINAL
  }

  /**
   * Exit code 127 for a command that is not there, 126 for one that cannot be run, as a shell has.
   */
  private static final String EXEC = "exec \"$@\"";

  /** The first argument is the OOM score, the rest the command. */
  private static final String SCORED =
      "echo \"$1\" >/proc/self/oom_score_adj || exit; shift; exec \"$@\"";

  private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");

  /** The same, and the command ends when the runtime that started it is killed. */
  private static final String TIED =
      "setpriv --pdeathsig KILL true 2>/dev/null || exec \"$@\"; "
          + "exec setpriv --pdeathsig KILL /bin/sh -c 'exec \"$@\"' qm \"$@\"";

  public Execution {
    command = List.copyOf(command);
  }

  /** A command that is run for its output. */
  public static Execution of(Instance instance, String... command) {
    return new Execution(instance, List.of(command), Input.NOTHING, Output.CALLER);
  }

  /**
   * Runs with this process's input and output and gives the command's exit code.
   *
   * @param streams the same as streams, for a host where the partition may not use them itself
   */
  public int passthrough(Streams streams) throws HostException {
    takeOomScore(instance.spec().oomScoreAdjust());
    var runtime = runtime(TIED);
    var command = Command.of(argv(runtime)).guarded();
    if (terminal == Output.TERMINAL) {
      return command.passthrough(Resizing.of(instance)::beside);
    }
    // SELinux keeps the partition from the files and terminals of whoever calls; with a terminal of
    // its own the runtime stands in between
    var relayed = !(SELinux.probe(Root.HOST) instanceof SELinux.Absent);
    if (!relayed && instance.spec().root().isHost()) {
      ExecPlan.of(instance, runtime).offer(new Places(Root.HOST).run());
    }
    return switch (stdin) {
      case NOTHING -> relayed ? command.relayOutput(streams) : command.passthroughOutput();
      case CALLER -> relayed ? command.relay(streams) : command.passthrough();
    };
  }

  /** The command line, killed when this process is: setpriv(1). */
  static List<String> tied(List<String> argv) {
    var tied = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    tied.addAll(argv);
    return tied;
  }

  /** The host's side of the command. This process keeps its own OOM score. */
  public Command prepared() throws HostException {
    return Command.of(scored(ownOomScore(), instance.spec().oomScoreAdjust(), argv(runtime(EXEC))));
  }

  /**
   * A command that starts with the OOM score {@code score}, unless it has a higher one anyway: the
   * runtime would leave it at the caller's, and an exec'd process would outlive the partition's
   * apps.
   *
   * @param own that of the process that starts it
   */
  static List<String> scored(int own, int score, List<String> argv) {
    if (own >= score) {
      return argv;
    }
    var scored = new ArrayList<>(List.of("/bin/sh", "-c", SCORED, "qm", Integer.toString(score)));
    scored.addAll(argv);
    return scored;
  }

  private List<String> argv(List<String> runtime) throws HostException {
    var argv = new ArrayList<>(runtime);
    argv.addAll(command);
    return SharedCounts.bounded(instance, argv);
  }

  /** The call of the runtime, up to the command. */
  private List<String> runtime(String script) throws HostException {
    var arguments = new ArrayList<String>();
    arguments.add("exec");
    if (terminal == Output.TERMINAL) {
      arguments.add("--tty");
    }
    arguments.add(instance.id());
    arguments.addAll(List.of("/bin/sh", "-c", script, "qm"));
    return Runner.of(instance.spec()).exec(arguments).argv();
  }

  /**
   * Gives this process, and so the command that it starts, the partition's OOM score: this process
   * is there for the command only, and a shell in between would take time.
   */
  private static void takeOomScore(int score) throws HostException {
    if (ownOomScore() < score) {
      try {
        Files.writeString(OOM_SCORE, Integer.toString(score));
      } catch (IOException failure) {
        throw new HostException("cannot take the partition's OOM score", failure);
      }
    }
  }

  private static int ownOomScore() throws HostException {
    try {
      return Integer.parseInt(Bounded.text(OOM_SCORE).strip());
    } catch (IOException failure) {
      throw new HostException("cannot read the OOM score of this process", failure);
    }
  }
}
