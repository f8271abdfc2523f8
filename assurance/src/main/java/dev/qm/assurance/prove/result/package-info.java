/**
 * The result of a campaign, as values and as files.
 *
 * <p>A folder holds what was asked for, one file for each fault that is done, and the whole when it
 * is. Start with {@link dev.qm.assurance.prove.result.FaultResult}; {@link
 * dev.qm.assurance.prove.result.ResultFolder} has the files, {@link
 * dev.qm.assurance.prove.result.Comparison} puts two beside each other.
 */
package dev.qm.assurance.prove.result;
