/** What a command is made of and what it is given to run. */
package dev.qm.cli.frame;
