package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.BoundedLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Units of one node that stand for units of another: the other node holds its unit up, and the
 * first is told what becomes of it.
 */
final class Proxies {
  /** Of one node. */
  static final int MOST_OF_ONE = 1024;

  /** Which it is: a node has one for each unit of another node. */
  private record Key(ManagedNode node, String target, String unit) {}

  /** Who has all watches. */
  interface Desk {
    long number();

    void watch(Watch watch);

    void watchNoMore(Watch watch);
  }

  /** One of them. */
  private static final class Proxy implements Watch.Listener {
    final ManagedNode node;
    final String path;

    Proxy(ManagedNode node, String path) {
      this.node = node;
      this.path = path;
    }

    @Override
    public void loaded(String target, String unit, String reason) {
      tell("TargetNew", Terms.text(reason));
    }

    @Override
    public void changed(String target, String unit, UnitTable.State state, String reason) {
      tell(
          "TargetStateChanged",
          Terms.text(state.active()),
          Terms.text(state.sub()),
          Terms.text(reason));
    }

    @Override
    public void unloaded(String target, String unit, String reason) {
      tell("TargetRemoved", Terms.text(reason));
    }

    @Override
    public void properties(String target, String unit, String interfaceName, Value properties) {
      // its state is all that a proxy has
    }

    void tell(String member, Value... arguments) {
      node.tell(
          Message.call(path, Terms.INTERNAL_PROXY, member, arguments)
              .from(Terms.BLUECHI)
              .to(Terms.BLUECHI)
              .flagged(Message.Flag.NO_REPLY_EXPECTED));
    }
  }

  private record Held(Proxy proxy, ManagedNode target, Watch watch) {}

  private final Map<Key, Held> proxies = new LinkedHashMap<>();
  private final Fleet fleet;
  private final Desk desk;
  private final BoundedLog log;

  Proxies(Fleet fleet, Desk desk, BoundedLog log) {
    this.fleet = fleet;
    this.desk = desk;
    this.log = log;
  }

  /**
   * A node needs a unit of another one.
   *
   * @param path of the node's object that is told
   */
  void add(ManagedNode node, String targetName, String unit, String path) {
    var proxy = new Proxy(node, path);
    var target = fleet.named(targetName);
    if (target.isEmpty()) {
      refuse(proxy, targetName, unit, "there is no node " + targetName);
      return;
    }
    if (!node.rules().dependencies().contains(targetName)) {
      refuse(
          proxy,
          targetName,
          unit,
          "AllowDependenciesOn= of [node " + node.name() + "] does not name " + targetName);
      return;
    }
    if (!Terms.isUnit(unit) || unit.equals(Terms.ALL)) {
      refuse(proxy, targetName, unit, "this is no name of a unit");
      return;
    }
    // one that is there already is that of an agent which has forgotten it
    remove(node, targetName, unit);
    if (count(node) >= MOST_OF_ONE) {
      refuse(proxy, targetName, unit, "the node has " + MOST_OF_ONE + " proxies already");
      return;
    }
    log.info("node " + node.name() + " needs " + unit + " of node " + targetName);
    target.get().need(unit);
    var watch = new Watch(desk.number(), targetName, Set.of(unit), proxy);
    proxies.put(new Key(node, targetName, unit), new Held(proxy, target.get(), watch));
    desk.watch(watch);
  }

  /** A node needs a unit no more. */
  void remove(ManagedNode node, String targetName, String unit) {
    end(new Key(node, targetName, unit));
  }

  /** A node is lost, and what it needed with it. */
  void lost(ManagedNode node) {
    for (var key : List.copyOf(proxies.keySet())) {
      if (key.node().equals(node)) {
        end(key);
      }
    }
  }

  /** The rules are others: what they allow no more ends. */
  void look() {
    for (var entry : List.copyOf(proxies.entrySet())) {
      var key = entry.getKey();
      var target = fleet.named(key.target());
      if (!key.node().rules().dependencies().contains(key.target())
          || target.isEmpty()
          || !target.get().equals(entry.getValue().target())) {
        end(key);
        refuse(
            entry.getValue().proxy(),
            key.target(),
            key.unit(),
            "the controller's configuration does not allow it any more");
      }
    }
  }

  private void end(Key key) {
    var held = proxies.remove(key);
    if (held != null) {
      desk.watchNoMore(held.watch());
      held.target().needNoMore(key.unit());
    }
  }

  private int count(ManagedNode node) {
    return (int) proxies.keySet().stream().filter(key -> key.node().equals(node)).count();
  }

  private void refuse(Proxy proxy, String target, String unit, String why) {
    log.warn(
        "node "
            + proxy.node.name()
            + " needs "
            + unit
            + " of node "
            + target
            + ", and does not get it: "
            + why);
    proxy.tell("Error", Terms.text(why));
  }
}
