/**
 * Services that are written to a folder, ahead of time or by a generator.
 *
 * <p>In: what units became. Out: files and links, and how a folder stands to what it should hold. A
 * file that somebody else wrote or changed stays as it is. It is the only room that writes. Start
 * with {@link dev.qm.quadlet.compiled.CompiledFolder}.
 */
package dev.qm.quadlet.compiled;
