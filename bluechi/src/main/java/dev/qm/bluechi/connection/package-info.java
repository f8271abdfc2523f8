/**
 * A connection to a D-Bus bus, or to a peer that speaks D-Bus: authentication, calls with their
 * replies, signals by rules. Everything that comes is bounded, and nothing here waits without an
 * end.
 *
 * <p>In go addresses as D-Bus writes them; out come messages, or a {@link
 * dev.qm.bluechi.connection.BusException} with the reason. Start with {@link
 * dev.qm.bluechi.connection.Connection}. Patterns are asked for as in {@link dev.qm.bluechi.dbus}.
 */
package dev.qm.bluechi.connection;
