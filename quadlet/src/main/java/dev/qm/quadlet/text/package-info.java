/**
 * Text and nothing else: white space, code points, words, the names of units, sections and keys.
 *
 * <p>In: strings. Out: strings, and where in them something is wrong. It is at the bottom: it knows
 * neither files nor what a unit is. Not exported; the rooms above say in their own words what of it
 * matters to users. Start with {@link dev.qm.quadlet.text.WordSplitter}, which cuts values as
 * Podman and systemd do.
 */
package dev.qm.quadlet.text;
