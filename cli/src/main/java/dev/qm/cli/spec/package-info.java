/**
 * What a command is, said once and as data: the parser, the help text, the man page and the shell
 * completions are all made from it, so none of them can say something else than the others.
 */
package dev.qm.cli.spec;
