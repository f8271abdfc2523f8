/**
 * How qm prints: text for people, JSON for programs, progress for the patient. Nothing outside this
 * module prints.
 *
 * <p>In go values and text that may be hostile; out come characters that a terminal shows and does
 * not obey. Start with {@link dev.qm.cli.terminal.Console}; {@link dev.qm.cli.terminal.Printable}
 * makes text harmless.
 */
package dev.qm.cli.terminal;
