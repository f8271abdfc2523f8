/**
 * The partition as the machine describes it: the effective {@code qm.container} as typed data, and
 * where its parts lie.
 *
 * <p>In goes a {@link dev.qm.host.Root}; out come limits, paths, labels and the service that runs
 * it, each traced to a line of a file. Start with {@link dev.qm.partition.PartitionSpec}; what is
 * done with it has packages of its own: setup, run, ipc, selinux, demo.
 */
package dev.qm.partition;
