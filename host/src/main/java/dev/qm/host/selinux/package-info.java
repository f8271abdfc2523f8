/**
 * SELinux as this machine has it: selinux(8).
 *
 * <p>In go paths, modules and lines of logs; out come labels, the modules that are installed or why
 * they were refused, and denials. What QM's own policy says is not known here, that is {@code
 * dev.qm.partition.selinux}. Start with {@link dev.qm.host.selinux.SELinux}.
 */
package dev.qm.host.selinux;
