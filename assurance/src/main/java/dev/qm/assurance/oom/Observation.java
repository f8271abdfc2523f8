package dev.qm.assurance.oom;

import dev.qm.assurance.asil.AsilSide;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to judge.
 *
 * @param candidates all processes of the machine but the kernel's threads and those that have ended
 * @param machine the shortage of the whole machine
 * @param wholes control groups that die as a whole
 * @param asil the safety side, if somebody named it
 * @param partition the running partition
 * @param choice whom the kernel takes when the machine is short of memory
 * @param gaps what could not be seen, each a clause
 */
public record Observation(
    List<Candidate> candidates,
    Shortage.Machine machine,
    Arithmetic arithmetic,
    Set<String> wholes,
    Optional<AsilSide> asil,
    Optional<Partition> partition,
    Choice choice,
    List<String> gaps) {

  /**
   * The running partition.
   *
   * @param adjust {@code OOMScoreAdjust=} of {@code qm.container}
   * @param limit its memory limit, if it has one
   */
  public record Partition(int adjust, Optional<Shortage.Limit> limit) {}

  /** Whom the kernel takes: proc_sys_vm(5). */
  public enum Choice {
    /** The worst. */
    WORST,
    /** Whoever asks for memory: {@code vm.oom_kill_allocating_task}. */
    ALLOCATING,
    /** Nobody, it panics: {@code vm.panic_on_oom}. */
    PANIC
  }

  /** Copies what it is given, so that nobody can change it. */
  public Observation {
    candidates = List.copyOf(candidates);
    wholes = Set.copyOf(wholes);
    gaps = List.copyOf(gaps);
  }
}
