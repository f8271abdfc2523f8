/** The {@code qm} command: the way from the words of a command line to an exit status. */
package dev.qm.cli;
