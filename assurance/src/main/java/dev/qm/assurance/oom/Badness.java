package dev.qm.assurance.oom;

/**
 * How the kernel weighs a process: oom_badness() of mm/oom_kill.c.
 *
 * @param totalPages what the adjustment is measured by
 */
public record Badness(long totalPages, Arithmetic arithmetic) {
  /** Of {@code oom_score_adj}: proc_pid_oom_score_adj(5). */
  private static final long SCALE = 1000;

  /** Pages, and {@code adjust} thousandths of all pages: the most of it dies first. */
  public long of(long pages, int adjust) {
    // divided first, as the kernel does
    var points = pages + adjust * (totalPages / SCALE);
    return switch (arithmetic) {
      case SIGNED -> points;
      case CLAMPED -> Math.max(points, 1);
    };
  }

  /**
   * What the kernel shows of it as {@code oom_score}: proc_oom_score() of fs/proc/base.c. Only for
   * a shortage of the whole machine has it a file.
   */
  public long score(long badness) {
    var permille = badness * SCALE / Math.max(totalPages, 1);
    return switch (arithmetic) {
      case SIGNED -> (SCALE + permille) * 2 / 3;
      case CLAMPED -> permille;
    };
  }

  /**
   * The highest adjustment, of -999 to 1000, with which a process of so many pages weighs less than
   * {@code badness}.
   */
  public int below(long badness, long pages) {
    var step = Math.max(totalPages / SCALE, 1);
    return Math.clamp(Math.floorDiv(badness - pages - 1, step), -999, 1000);
  }
}
