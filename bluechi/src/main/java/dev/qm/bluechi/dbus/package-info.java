/**
 * The wire of D-Bus: values, signatures and messages, from bytes and into them, as the D-Bus
 * specification 0.43 has them (dbus.freedesktop.org/doc/dbus-specification.html).
 *
 * <p>In go bytes that anyone may have chosen; out come immutable values that are valid, or one
 * {@link dev.qm.bluechi.dbus.MalformedMessage}. Start with {@link dev.qm.bluechi.dbus.Message} and
 * {@link dev.qm.bluechi.dbus.MessageReader}.
 *
 * <p>Each message of a command that lives for a tenth of a second goes through here. Java makes the
 * code of a switch over patterns at run time, 2 ms for each, so what all messages go through asks
 * by {@code instanceof}.
 */
package dev.qm.bluechi.dbus;
