/**
 * Control groups, on cgroup v1, v2 and hybrid hosts alike: cgroups(7).
 *
 * <p>In go the limits of a unit as systemd names them; out come written control files, and for each
 * limit whether the kernel took it, and what a group uses. Start with {@link
 * dev.qm.host.cgroup.CgroupTree}; what limits there are is in {@link dev.qm.host.cgroup.Limits}.
 */
package dev.qm.host.cgroup;
