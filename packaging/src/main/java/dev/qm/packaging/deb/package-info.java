/**
 * Debian packages and the lists of a repository of them: deb(5), and the Debian Policy Manual.
 *
 * <p>In go a {@link dev.qm.packaging.SoftwarePackage} or finished packages, which may be damaged;
 * out come the same bytes each time, and what Debian asks of every package comes by itself. Start
 * with {@link dev.qm.packaging.deb.DebWriter}.
 */
package dev.qm.packaging.deb;
