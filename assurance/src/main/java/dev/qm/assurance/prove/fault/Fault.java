package dev.qm.assurance.prove.fault;

import dev.qm.assurance.rule.Interference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A fault, described and not yet carried out.
 *
 * @param id its name for good: results and reports name it
 * @param title what happens, a clause
 * @param standsFor which failure of software, or which attack, does such a thing
 * @param interference the class that it belongs to
 * @param channel by which it could reach the safety side, such as {@code rtnl lock}
 * @param probes those that would feel it first
 * @param walls what should keep it in, such as {@code memory-bound}: ids of rules of {@code qm
 *     verify}
 * @param action what is done
 * @param bounds what it never goes beyond, a clause
 * @param undo how what it leaves is taken away, a clause
 * @param atLeast operations in one second of the fault below which it was starved and proves
 *     nothing
 */
public record Fault(
    String id,
    String title,
    String standsFor,
    Interference interference,
    String channel,
    Set<String> probes,
    Set<String> walls,
    Action action,
    String bounds,
    String undo,
    double atLeast) {
  /** Copies what it is given, so that nobody can change it. */
  public Fault {
    probes = Set.copyOf(probes);
    walls = Set.copyOf(walls);
  }

  /** What is done. */
  public sealed interface Action {
    /**
     * Stressors of stress-ng(1), of the image, in the fault's control group.
     *
     * @param arguments of stress-ng, without its time
     */
    record Stress(List<String> arguments) implements Action {
      public Stress {
        arguments = List.copyOf(arguments);
      }
    }

    /**
     * A program of ours, in the same place. It runs until it is killed, and writes its count of
     * operations to standard output, a line at a time.
     *
     * @param name of its file beside the faults
     */
    record Program(String name, List<String> arguments) implements Action {
      public Program {
        arguments = List.copyOf(arguments);
      }
    }

    /**
     * An attempt that has to be refused, again and again; one that is let through is a failure
     * whatever it costs.
     *
     * @param name of the program's file beside the faults: it writes the number of refusals, and
     *     ends with {@code ADMITTED what} if one came through
     */
    record Attempt(String name, List<String> arguments) implements Action {
      public Attempt {
        arguments = List.copyOf(arguments);
      }
    }

    /**
     * Something that the host does to the partition, or that happens to it: its first process is
     * killed, it is restarted.
     *
     * @param what is done
     */
    record Event(Happening what) implements Action {}
  }

  /** What happens to the partition as a whole. */
  public enum Happening {
    /** SIGKILL to its PID 1, and a new start. */
    KILLED,
    /** Stop and start. */
    RESTARTED,
    /** Its services fail and come again, as fast as its systemd lets them. */
    BOOT_STORM
  }

  /** What a fault did while it ran. */
  public record Achieved(long operations, Duration length, String unit, List<String> remarks) {
    /** What attempt.py says of an attempt for which this machine has nothing to try it on. */
    private static final String UNTRIED = "cannot be tried here: ";

    /** Copies what it is given, so that nobody can change it. */
    public Achieved {
      remarks = List.copyOf(remarks);
    }

    /**
     * Why it could not be tried here, a clause that begins with {@code cannot be tried here}, by
     * the words of the fault; nothing when it says no such thing.
     */
    public Optional<String> untried() {
      return remarks.stream().filter(it -> it.startsWith(UNTRIED)).findFirst();
    }

    /** Operations in a second. */
    public double rate() {
      return length.isZero() ? 0 : operations * 1e9 / length.toNanos();
    }
  }
}
