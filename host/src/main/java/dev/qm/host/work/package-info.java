/**
 * Small pieces of work for the kernel, each done again and again without allocating: what software
 * of the safety side does, so that it can be timed.
 *
 * <p>In go places and addresses; out comes whether it worked. Whoever calls takes the time. Start
 * with {@link dev.qm.host.work.Work}; {@link dev.qm.host.work.RealTime} gives a thread what such
 * software has.
 */
package dev.qm.host.work;
