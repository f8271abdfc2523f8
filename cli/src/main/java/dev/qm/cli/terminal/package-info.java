/**
 * How qm prints: text for people, JSON for programs, progress for the patient. Nothing outside this
 * module prints.
 */
package dev.qm.cli.terminal;
