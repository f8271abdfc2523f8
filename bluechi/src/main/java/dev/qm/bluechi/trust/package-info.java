/**
 * Who is who among BlueChi's machines: certificates that are bound to names of nodes, the small
 * authority that makes them, and which of them still count. Keys and certificates are made by the
 * JDK's {@code keytool} and used by the JDK's TLS; nothing here computes one.
 *
 * <p>In go names; out come files below {@code /etc/qm-assurance/bluechi}, and identities that the
 * relay speaks TLS with. Start with {@link dev.qm.bluechi.trust.TrustFolder}.
 */
package dev.qm.bluechi.trust;
