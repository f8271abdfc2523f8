/**
 * What people write for a campaign: files in the syntax of unit files, with sections and keys that
 * are known. An error names file and line and says what to write.
 *
 * <p>Start with {@link dev.qm.assurance.prove.written.WrittenFile}.
 */
package dev.qm.assurance.prove.written;
