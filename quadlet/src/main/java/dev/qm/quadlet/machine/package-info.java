/**
 * The machine that services are for.
 *
 * <p>In: its root folder, its Podman, whose systemd it is. Out: answers to what depends on that. It
 * need not be this machine: an image on a builder is one too. Nothing is read but whether a file
 * that a unit names is there. Start with {@link dev.qm.quadlet.machine.Settings}.
 */
package dev.qm.quadlet.machine;
