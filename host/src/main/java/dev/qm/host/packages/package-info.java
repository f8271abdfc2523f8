/**
 * The machine's software: which distribution it is, where its packages come from, and how they are
 * installed and taken away again, with apt or with dnf.
 *
 * <p>In go names of packages; out come what is installed, what is needed elsewhere, and the
 * machine's own sources. Start with {@link dev.qm.host.packages.PackageSystem}.
 */
package dev.qm.host.packages;
