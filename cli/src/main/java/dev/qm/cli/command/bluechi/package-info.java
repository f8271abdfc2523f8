/**
 * {@code qm bluechi}: the configuration of BlueChi on a machine and in its partition, written and
 * checked. What BlueChi's files mean is in {@code dev.qm.bluechi.configuration}; here they are
 * found, read with a bound, and landed.
 *
 * <p>Start reading at {@link dev.qm.cli.command.bluechi.MachineFiles}.
 */
package dev.qm.cli.command.bluechi;
