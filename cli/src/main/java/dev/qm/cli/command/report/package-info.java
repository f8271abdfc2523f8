/**
 * {@code qm report}: everything that is known of a machine's walls, as one folder to file.
 *
 * <p>In comes what other commands print and {@code qm prove} measured; out goes a {@link
 * dev.qm.assurance.bundle.Bundle}. Start with {@link dev.qm.cli.command.report.ReportCommand}.
 */
package dev.qm.cli.command.report;
