/** The commands about QM's SELinux policy. */
package dev.qm.cli.command.selinux;
