/**
 * What a partition is, has and uses at one moment, as values: what its files ask for beside what
 * the kernel holds.
 *
 * <p>In go a {@link dev.qm.partition.PartitionSpec} and, where one runs, its {@link
 * dev.qm.partition.run.Instance}; out come records, nothing of which is printed here. What comes
 * from inside is {@link dev.qm.host.Untrusted} or a plain text that only a {@code Printable} may
 * show.
 */
package dev.qm.partition.show;
