/**
 * Rules about devices: what the partition is given, and what it can open.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.devices.DeviceRules}.
 */
package dev.qm.assurance.rules.devices;
