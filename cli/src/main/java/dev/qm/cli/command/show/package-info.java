/**
 * {@code qm show}, and {@code qmctl}, the name by which the field's own tool for partitions is
 * called.
 *
 * <p>A section is a {@link dev.qm.cli.command.show.Sheet}, made of the values that {@link
 * dev.qm.partition.show} looks up; it prints itself for people and for programs, so that neither
 * says less than the other.
 */
package dev.qm.cli.command.show;
