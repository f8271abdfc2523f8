/**
 * What the two sides of the machine, and programs inside the partition, have to talk by right now:
 * sockets, pipes, memory, queues, volumes, ports. Read from the kernel, judged by where it lies.
 */
package dev.qm.partition.ipc.live;
