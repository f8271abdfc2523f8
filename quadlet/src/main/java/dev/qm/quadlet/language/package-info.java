/**
 * What an editor asks while somebody writes a unit.
 *
 * <p>In: the folders that units lie in, the texts that are open in an editor, and a place in one of
 * them. Out: what is wrong, what could be written there, what a word means, which file it names.
 * All are values that know nothing of a protocol; places are counted in characters. Start with
 * {@link dev.qm.quadlet.language.Workspace}.
 */
package dev.qm.quadlet.language;
