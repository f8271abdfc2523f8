/**
 * The canonical form of unit files: one order of sections, one spacing, and not a word of what the
 * unit means changed.
 *
 * <p>In: the text of a unit or a drop-in. Out: its canonical text, or why it is left as it is.
 * Start with {@link dev.qm.quadlet.format.Formatter}.
 */
package dev.qm.quadlet.format;
