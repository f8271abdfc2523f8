/**
 * Software as a package manager sees it, whatever the format: names, versions, dependencies, files,
 * scripts.
 *
 * <p>In goes a {@link dev.qm.packaging.SoftwarePackage}; out comes an {@link
 * dev.qm.packaging.Artifact}, the bytes of a file. Content is read from the disk when it is asked
 * for, nothing else is. Start with the example in docs/add-ons.md. This package and the two writers
 * know the JDK and nothing else; {@link dev.qm.packaging.addon} reads descriptors with the module
 * quadlet.
 */
package dev.qm.packaging;
