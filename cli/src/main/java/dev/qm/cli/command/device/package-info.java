/**
 * {@code qm device-hook}: called by Podman before a container starts, seldom by people.
 *
 * <p>In goes the container's specification on standard input; out comes the same with its devices,
 * and a line in the journal. Start with {@link dev.qm.cli.command.device.DeviceHookRun}; the
 * command itself only describes it. What is loaded here is waited for by every annotated container.
 */
package dev.qm.cli.command.device;
