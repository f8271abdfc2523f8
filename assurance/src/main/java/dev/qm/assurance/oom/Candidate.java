package dev.qm.assurance.oom;

import dev.qm.host.Untrusted;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process as the kernel's OOM killer sees it, and whose it is.
 *
 * @param pid as the host numbers it
 * @param start in clock ticks after boot
 * @param program chosen by the process itself
 * @param pages that count: in memory, in swap, and of page tables
 * @param adjust {@code oom_score_adj}, -1000 to 1000
 * @param kernelScore {@code oom_score}, the kernel's own word; nothing when it ended just now
 * @param immunity why it is never chosen, if it is not
 * @param owner whose it is
 * @param origin who started it
 * @param unit of systemd that it belongs to; in the partition a name that the partition chose
 * @param container that it runs in, below the partition itself: its name, or the short id
 * @param group its control group in the memory controller's hierarchy
 * @param memory the lowest pid of those that share its memory without being its threads; its own
 *     where none does
 */
public record Candidate(
    int pid,
    long start,
    Untrusted program,
    long pages,
    int adjust,
    OptionalLong kernelScore,
    Optional<Immunity> immunity,
    Owner owner,
    Origin origin,
    Optional<Untrusted> unit,
    Optional<Untrusted> container,
    String group,
    int memory) {

  /** Who started a process. */
  public enum Origin {
    /** Somebody on its own side. */
    OWN_SIDE,
    /** Somebody on the host, in the partition: {@code podman exec}, {@code crun exec}. */
    EXECUTED
  }

  /** Program, number, and where it belongs, in a few words. */
  public String words() {
    return program + "[" + pid + "]" + place() + " (" + owner.word() + ", " + adjust + ")";
  }

  /** Whether the group is this one or one below it. */
  boolean isIn(String ancestor) {
    return group.equals(ancestor) || group.startsWith(ancestor + "/");
  }

  private String place() {
    return container.or(() -> unit).map(name -> " of " + name).orElse("");
  }
}
