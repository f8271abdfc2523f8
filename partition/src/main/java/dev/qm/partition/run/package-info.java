/**
 * The running partition: started and stopped by systemd or without it, waited for, looked at, and
 * worked in.
 *
 * <p>In goes a {@link dev.qm.partition.PartitionSpec}; out come a running partition, its status,
 * and commands and copies inside it. Start with {@link dev.qm.partition.run.Runner}.
 */
package dev.qm.partition.run;
