/**
 * Findings about unit files, printed the same by every check.
 *
 * <p>In go problems with their origins; out come letters with the line and carets under what is
 * meant, or JSON, and a count of errors and warnings. Start with {@code Findings}; {@code
 * FindingText} draws, {@code SourceLines} reads the lines to draw.
 */
package dev.qm.cli.finding;
