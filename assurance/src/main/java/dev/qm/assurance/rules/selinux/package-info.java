/**
 * Rules about SELinux, the wall that stands whatever user a process is: whether it is there, and
 * whether the partition is behind it.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.selinux.SelinuxRules}.
 */
package dev.qm.assurance.rules.selinux;
