/**
 * QM's SELinux policy: its text, what the text means, and how it gets into a machine's policy.
 *
 * <p>In go CIL, the machine's store and denials; out come an installed module, a report of what
 * holds the partition, and the rule that would have allowed a denied access. Start with {@link
 * dev.qm.partition.selinux.PolicyInstallation}; {@link dev.qm.partition.selinux.Policy} reads the
 * text.
 */
package dev.qm.partition.selinux;
