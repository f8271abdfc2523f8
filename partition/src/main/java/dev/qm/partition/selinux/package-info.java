/** QM's SELinux policy: its text, what the text means, and how it gets into a machine's policy. */
package dev.qm.partition.selinux;
