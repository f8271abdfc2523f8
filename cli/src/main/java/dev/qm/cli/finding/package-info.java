/** Findings about unit files, as every check prints them. */
package dev.qm.cli.finding;
