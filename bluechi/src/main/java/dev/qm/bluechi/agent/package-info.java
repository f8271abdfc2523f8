/**
 * BlueChi's agent: it lets a controller work with this machine's systemd, and is compatible on the
 * wire with BlueChi 1.3. The controller may be broken or hostile: what it sends is bounded, what it
 * asks for has deadlines, and all that it set up ends with its connection.
 *
 * <p>Start reading at {@link dev.qm.bluechi.agent.Agent}. Everything that the agent knows changes
 * under one lock, and nothing that holds it waits: systemd and controllers answer later, and are
 * told by messages that are queued. {@code SystemdLink} and {@code ControllerLink} keep the two
 * connections, each with a thread of its own; {@code ControllerSession} is what one connection of a
 * controller asked for.
 */
package dev.qm.bluechi.agent;
