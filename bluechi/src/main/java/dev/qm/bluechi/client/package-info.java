/**
 * BlueChi's public interface on the system bus: nodes, their units, jobs waited for to their end,
 * monitors and metrics. It is the same for whichever controller has the name.
 *
 * <p>In go names of nodes and units; out come values, and everything in them was chosen by others.
 * Start with {@link dev.qm.bluechi.client.Controller}.
 */
package dev.qm.bluechi.client;
