package dev.qm.host.cgroup;

import java.util.OptionalLong;

/**
 * What a control group with its children uses and may use; a value is empty when the controller is
 * missing or when there is no limit.
 *
 * @param memory bytes in use, page cache included
 * @param memoryMax bytes allowed
 * @param memoryPeak the most bytes ever used
 * @param tasks processes and threads
 * @param tasksMax processes and threads allowed
 * @param cpuMicroseconds processor time used since the group was made
 * @param oomKills processes that the kernel killed for want of memory
 */
public record CgroupUsage(
    OptionalLong memory,
    OptionalLong memoryMax,
    OptionalLong memoryPeak,
    OptionalLong tasks,
    OptionalLong tasksMax,
    OptionalLong cpuMicroseconds,
    OptionalLong oomKills) {}
