/**
 * {@code qm verify}: what interference is left between the sides, and what its rules are.
 *
 * <p>In come the options of the command, out goes the report of {@code dev.qm.assurance} as text
 * for people, JSON, SARIF, JUnit's XML or a page. Start reading at {@link
 * dev.qm.cli.command.verify.VerifyCommand}.
 */
package dev.qm.cli.command.verify;
