/**
 * The relay: TLS between BlueChi's agents and their controller, with a certificate for each node,
 * and a guard over what each side may ask of the other. It stands in front of either engine's
 * socket and speaks D-Bus to both ends, so that only valid messages reach them.
 *
 * <p>In go {@link dev.qm.bluechi.relay.RelaySettings}, {@link dev.qm.bluechi.relay.Permissions} and
 * a {@link dev.qm.bluechi.trust.TrustFolder}. Start with {@link dev.qm.bluechi.relay.Relay}.
 */
package dev.qm.bluechi.relay;
