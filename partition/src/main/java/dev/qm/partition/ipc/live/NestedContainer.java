package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;

/**
 * A container of the partition's own Podman.
 *
 * @param id its 64 figures
 * @param name as Podman calls it, or the short id where its monitor does not say
 * @param first its process with the lowest number, as the host has them; mostly its PID 1
 */
public record NestedContainer(String id, Untrusted name, int first) {}
