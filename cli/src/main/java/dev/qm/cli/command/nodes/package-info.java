/**
 * {@code qm nodes}: the nodes of BlueChi and their units, and {@code bluechictl} and {@code
 * bluechi-is-online}, the names by which the field's own tools for it are known.
 *
 * <p>In go words like {@code NODE/UNIT}, with globs; out come tables, JSON and exit statuses that
 * say what became of it. Start with {@link dev.qm.cli.command.nodes.NodesCommands}.
 */
package dev.qm.cli.command.nodes;
