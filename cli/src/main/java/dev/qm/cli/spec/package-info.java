/**
 * What a command is, said once and as data: parser, help, man page and completion are all made from
 * it, so none of them can say something else than the others.
 *
 * <p>In goes what the author of a command writes; out comes an immutable description, refused when
 * its arguments could not be told apart. Start with {@link dev.qm.cli.spec.CommandSpec}.
 */
package dev.qm.cli.spec;
