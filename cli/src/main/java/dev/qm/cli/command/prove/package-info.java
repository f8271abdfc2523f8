/**
 * {@code qm prove}: freedom from interference measured, fault by fault, and results compared.
 *
 * <p>Start with {@link dev.qm.cli.command.prove.ProveCommands}.
 */
package dev.qm.cli.command.prove;
