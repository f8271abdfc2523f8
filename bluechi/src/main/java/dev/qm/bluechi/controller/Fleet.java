package dev.qm.bluechi.controller;

import dev.qm.bluechi.interfaces.Terms;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes that the files name, in their order, connected or not. */
final class Fleet {
  private static final String DOWN = "down";

  private final Outlet clients;
  private final Map<String, ManagedNode> nodes = new LinkedHashMap<>();
  private final Map<String, ManagedNode> byPath = new LinkedHashMap<>();
  private String told = DOWN;

  Fleet(Outlet clients) {
    this.clients = clients;
  }

  void add(ManagedNode node) {
    nodes.put(node.name(), node);
    byPath.put(node.path(), node);
  }

  void remove(ManagedNode node) {
    nodes.remove(node.name());
    byPath.remove(node.path());
  }

  Optional<ManagedNode> named(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** The node that is that object. */
  Optional<ManagedNode> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  Collection<ManagedNode> all() {
    return nodes.values();
  }

  /** Those that are connected. */
  List<ManagedNode> online() {
    return nodes.values().stream().filter(ManagedNode::isOnline).toList();
  }

  /** BlueChi's word for how many are connected: none, some or all. */
  String status() {
    var online = online().size();
    if (online == 0) {
      return DOWN;
    }
    return online == nodes.size() ? "up" : "degraded";
  }

  /** Tells the status, if it is another than was told. */
  void tellStatus() {
    var now = status();
    if (!now.equals(told)) {
      told = now;
      clients.tell(
          Terms.changed(Terms.PATH, Terms.CONTROLLER, Terms.entry("Status", Terms.text(now))));
    }
  }
}
