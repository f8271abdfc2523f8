/**
 * What can be mended without asking: findings for which there is one mend, and one only, that does
 * what their author meant and nothing else.
 *
 * <p>In: units, what is wrong with them, and the texts of files that may be changed. Out: edits of
 * these texts; nothing is written. A remedy knows one kind of mistake and says what the file says
 * afterwards; a round carries out what the check finds nothing new after. Start with {@link
 * dev.qm.quadlet.mend.Mending}, then the list in Remedy.
 */
package dev.qm.quadlet.mend;
