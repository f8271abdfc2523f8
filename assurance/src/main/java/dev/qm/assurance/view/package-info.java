/**
 * What is known of a partition and its machine, as values that rules look at.
 *
 * <p>In come the files of the host and of the partition, and what the kernel shows of those that
 * run; what the partition can write is read as hostile. Out goes a {@link
 * dev.qm.assurance.view.PartitionView}, where the reader should start.
 */
package dev.qm.assurance.view;
