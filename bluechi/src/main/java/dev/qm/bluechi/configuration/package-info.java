/**
 * What is known of BlueChi's configuration files: how they are read, which keys there are, what
 * goes wrong with them, and what qm writes. Pure: in come the bytes of files, out come settings,
 * problems with their lines, and texts. Whoever reads the files bounds them.
 *
 * <p>Start reading at {@link dev.qm.bluechi.configuration.ConfFile}, then {@link
 * dev.qm.bluechi.configuration.Layers}; {@link dev.qm.bluechi.configuration.MachineInspection}
 * looks at all of a machine. Sources: bluechi-agent.conf(5), bluechi-controller.conf(5), and what
 * BlueChi 1.3 does with a file, observed.
 */
package dev.qm.bluechi.configuration;
