/**
 * The safety side's end of a channel on a machine without systemd: systemd's part played for one
 * socket.
 *
 * <p>In go the socket unit and the service of the server's quadlet; out come a listening socket and
 * the server's process, started with the first client and started again as its unit says. Start
 * with {@link dev.qm.partition.ipc.serve.ChannelServer}; docs/architecture.md has the reasons.
 */
package dev.qm.partition.ipc.serve;
