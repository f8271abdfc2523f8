/**
 * Setup and its undoing: a list of steps, each with <em>what is it</em>, <em>is it done</em> and
 * <em>do it</em>.
 *
 * <p>In goes what the user asked for; out come the rootfs, the settings and the service on the
 * machine, and a ledger of all that was made, so that it can be resumed and removed. Start with
 * {@link dev.qm.partition.setup.Setup}, which is the table of contents.
 */
package dev.qm.partition.setup;
