/**
 * {@code qm selinux}: QM's policy installed, removed, looked at, and its denials explained.
 *
 * <p>In go the policy's text, the machine's store and its audit log; out come a changed store, a
 * report, or the rule that would allow what was denied. Start with {@link
 * dev.qm.cli.command.selinux.SelinuxCommands}. What the policy says is read in {@link
 * dev.qm.partition.selinux}.
 */
package dev.qm.cli.command.selinux;
