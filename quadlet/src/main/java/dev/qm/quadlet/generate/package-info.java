/**
 * From units to services, as Podman's own generator does it, word for word.
 *
 * <p>In: units that were read, and the machine. Out: services, links, and what is wrong. Each word
 * of a command knows the setting behind it. Nothing is written here. Start with {@link
 * dev.qm.quadlet.generate.Quadlet}; Explanation tells of a service key by key.
 */
package dev.qm.quadlet.generate;
