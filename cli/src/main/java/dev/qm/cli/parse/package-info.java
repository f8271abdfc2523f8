/**
 * The command line, read by hand. A parser library was measured first: picocli costs a command 200
 * to 300 ms with annotations and 40 to 65 ms without, on top of the 38 ms that a command of the
 * runtime image takes in all.
 */
package dev.qm.cli.parse;
