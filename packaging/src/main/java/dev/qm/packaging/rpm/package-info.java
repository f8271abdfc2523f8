/**
 * RPM packages, format version 4, and the lists of a repository of them: rpm(8), and the format as
 * rpm.org documents it.
 *
 * <p>In go a {@link dev.qm.packaging.SoftwarePackage} or finished packages, which may be damaged;
 * out come the same bytes each time, signed where there is a signer. Start with {@link
 * dev.qm.packaging.rpm.RpmWriter}; {@code HeaderDraft} writes headers, {@code RpmFile} reads them.
 */
package dev.qm.packaging.rpm;
