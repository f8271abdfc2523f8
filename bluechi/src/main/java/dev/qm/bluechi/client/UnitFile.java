package dev.qm.bluechi.client;

/**
 * A file of a unit on a node.
 *
 * @param node the name of the node
 * @param state {@code enabled}, {@code static}, ...: systemctl(1), is-enabled
 */
public record UnitFile(String node, String path, String state) {}
