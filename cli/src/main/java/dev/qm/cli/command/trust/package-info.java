/**
 * {@code qm bluechi trust} and {@code qm bluechi relay}: certificates of BlueChi's nodes, and TLS
 * between them.
 *
 * <p>In go names and files; out come files below {@code /etc/qm-assurance/bluechi}, bundles to
 * carry, and a relay that runs. Start with {@link dev.qm.cli.command.trust.TrustCommands}. No other
 * command loads what TLS needs.
 */
package dev.qm.cli.command.trust;
