/**
 * Who dies when memory is short, in the kernel's order, and where that order is not the one that
 * the partition promises: nested containers, the partition, the host, the safety side.
 *
 * <p>Processes are values: in go what the kernel goes by, out come the order and findings, so that
 * a test needs no process. {@link dev.qm.assurance.oom.OomSurvey} is the one class that looks at a
 * machine. Source: oom_badness(), oom_evaluate_task(), oom_kill_process() and constrained_alloc()
 * of the kernel's mm/oom_kill.c, proc_oom_score() of its fs/proc/base.c, mem_cgroup_get_oom_group()
 * and mem_cgroup_get_max() of its mm/memcontrol.c. Start with {@link
 * dev.qm.assurance.oom.DyingOrder}.
 */
package dev.qm.assurance.oom;
