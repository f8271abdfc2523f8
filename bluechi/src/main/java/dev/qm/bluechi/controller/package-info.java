/**
 * BlueChi's controller: clients on the machine's bus work by it with the systemd of every node. It
 * is compatible with BlueChi 1.3, towards clients and on the wire towards agents. An agent may be
 * broken or hostile: what it sends is bounded, what it is asked for has deadlines, and one that
 * fails ends only its own connection.
 *
 * <p>Start reading at {@link dev.qm.bluechi.controller.Controller}. Everything that the controller
 * knows changes under one lock, and nothing that holds it waits: agents answer later, and are told
 * by messages that are queued. A {@code Gate} lets agents in, an {@code AgentLink} is one
 * connection, and a {@code ManagedNode} is what is known of a node, connected or not. {@code
 * PublicBus} is the way to the clients; what they can call are {@code Thing}s.
 */
package dev.qm.bluechi.controller;
