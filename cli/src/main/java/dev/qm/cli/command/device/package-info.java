/** {@code qm device-hook}: called by Podman, seldom by people. */
package dev.qm.cli.command.device;
