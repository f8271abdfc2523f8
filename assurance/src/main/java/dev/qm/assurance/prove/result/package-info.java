/**
 * The result of a campaign, as values and as files.
 *
 * <p>A folder holds what was asked for, one file for each fault that is done, and the whole when it
 * is. Start with {@link dev.qm.assurance.prove.result.FaultResult}.
 */
package dev.qm.assurance.prove.result;
