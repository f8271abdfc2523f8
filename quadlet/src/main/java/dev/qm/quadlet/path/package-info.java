/**
 * Paths and files of a machine that may be hostile, or another one than this.
 *
 * <p>In: paths, and the root folder of the machine. Out: the files that they name, and why not. No
 * link leads out of the root folder, however many {@code ..} it has. Not exported; users come here
 * through the reader and the settings. Start with {@link dev.qm.quadlet.path.Rooted}.
 */
package dev.qm.quadlet.path;
