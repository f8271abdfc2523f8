package dev.qm.bluechi.client;

import dev.qm.bluechi.dbus.Row;

/**
 * A unit that the systemd of a node has loaded: ListUnits() of org.freedesktop.systemd1(5).
 *
 * @param node the name of the node
 * @param load whether its file was read: {@code loaded}, {@code not-found}, ...
 * @param active whether it runs: the ActiveState of systemctl(1), such as {@code failed}
 * @param sub the state in the words of its kind, such as {@code running}
 */
public record Unit(
    String node, String name, String description, String load, String active, String sub) {
  static Unit of(String node, Row row) {
    return new Unit(node, row.text(0), row.text(1), row.text(2), row.text(3), row.text(4));
  }
}
