package dev.qm.partition.ipc.live;

import dev.qm.quadlet.syntax.Origin;

/**
 * A port of the partition that others reach.
 *
 * @param text as it is declared: podman-run(1), {@code --publish}
 */
public record Port(String text, Origin origin) {}
