/**
 * Files, read and written so that neither a loss of power nor somebody hostile gains anything.
 *
 * <p>In go paths and bytes; out come contents up to a bound, or files that are there whole. The
 * machine's own files go through {@link dev.qm.host.file.AtomicFile} and {@link
 * dev.qm.host.file.Bounded}, whatever the partition may write through {@link
 * dev.qm.host.file.HostileTree}. Start there.
 */
package dev.qm.host.file;
