/** The safety side's end of a channel on a machine without systemd. */
package dev.qm.partition.ipc.serve;
