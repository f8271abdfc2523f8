/**
 * Units and their drop-ins, from folders.
 *
 * <p>In: the folders to search and the root of their machine. Out: units with all drop-ins merged.
 * What cannot be read is a problem beside the units, never an exception. It is the only room that
 * reads units from a disk. Start with {@link dev.qm.quadlet.read.QuadletReader}; {@link
 * dev.qm.quadlet.read.Folders} knows where.
 */
package dev.qm.quadlet.read;
