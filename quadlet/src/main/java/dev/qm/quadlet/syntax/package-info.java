/**
 * The text of unit files, without loss: comments, order, and for each value its file and line.
 *
 * <p>In: text. Out: sections, settings and lines; a changed file is written back byte for byte. It
 * knows how systemd and Podman read lines, and nothing of what a key means. Whatever is wrong is a
 * {@link dev.qm.quadlet.syntax.Problem} with a place and a mend. Start with {@link
 * dev.qm.quadlet.syntax.UnitFile}, then {@link dev.qm.quadlet.syntax.Entry}.
 */
package dev.qm.quadlet.syntax;
