/**
 * What the two sides of the machine, and programs inside the partition, have to talk by right now:
 * sockets, pipes, memory, queues, volumes, ports.
 *
 * <p>In go the kernel's lists at one moment; out come channels with who takes part, and what
 * crosses the border outside the door. Start with {@link dev.qm.partition.ipc.live.LiveIpc}; {@code
 * Survey} looks, {@code Channels} puts together, {@code Border} and {@code Differences} judge.
 */
package dev.qm.partition.ipc.live;
