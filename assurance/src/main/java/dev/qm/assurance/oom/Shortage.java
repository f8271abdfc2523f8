package dev.qm.assurance.oom;

/** Where memory is short, which says who may be chosen and what their pages are measured by. */
public sealed interface Shortage {
  /** What badness is measured by: pages. */
  long totalPages();

  /** Whether the kernel looks at the process. */
  boolean concerns(Candidate candidate);

  /** Whether the group, and with it {@code memory.oom.group} there, is within reach. */
  boolean reaches(String group);

  /**
   * On the whole machine.
   *
   * @param totalPages of memory and swap
   */
  record Machine(long totalPages) implements Shortage {
    @Override
    public boolean concerns(Candidate candidate) {
      return true;
    }

    @Override
    public boolean reaches(String group) {
      return true;
    }
  }

  /**
   * In a control group that is at its limit.
   *
   * @param totalPages of the limit, and of the swap that the group may use
   * @param group in the memory controller's hierarchy
   */
  record Limit(long totalPages, String group) implements Shortage {
    @Override
    public boolean concerns(Candidate candidate) {
      return candidate.isIn(group);
    }

    @Override
    public boolean reaches(String other) {
      return other.equals(group) || other.startsWith(group + "/");
    }
  }
}
