package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The units of one node that somebody watches, as the node told of them. */
final class UnitTable {
  private static final String INACTIVE = "inactive";

  /** What all units are together, which has no state of its own. */
  private static final State ALL_THERE = new State("active", "running");

  /** What a unit of a node is that is not there. */
  private static final State OFFLINE = new State(INACTIVE, "agent-offline");

  /** ActiveState and SubState. */
  record State(String active, String sub) {}

  /** The way to the node. */
  interface Agent {
    void subscribe(String unit);

    void unsubscribe(String unit);
  }

  private static final class Watched {
    final Set<Watch> watches = new LinkedHashSet<>();
    boolean isLoaded;
    Optional<State> state = Optional.empty();
  }

  private final String node;
  private final Agent agent;
  private final Map<String, Watched> units = new LinkedHashMap<>();

  UnitTable(String node, Agent agent) {
    this.node = node;
    this.agent = agent;
  }

  /** One more wants to hear. */
  void add(Watch watch) {
    for (var unit : watch.units()) {
      var isFirst = !units.containsKey(unit);
      var watched = units.computeIfAbsent(unit, _ -> new Watched());
      watched.watches.add(watch);
      if (isFirst) {
        agent.subscribe(unit);
      } else if (watched.isLoaded) {
        // the node says it once, and has said it
        watch.listener().loaded(node, unit, Terms.VIRTUAL);
        watched.state.ifPresent(
            state -> watch.listener().changed(node, unit, state, Terms.VIRTUAL));
      }
    }
  }

  /** One less does. */
  void remove(Watch watch) {
    for (var unit : watch.units()) {
      var watched = units.get(unit);
      if (watched != null && watched.watches.remove(watch) && watched.watches.isEmpty()) {
        units.remove(unit);
        agent.unsubscribe(unit);
      }
    }
  }

  /** All that the node is to tell of. */
  Collection<String> wanted() {
    return List.copyOf(units.keySet());
  }

  /** The node tells of a unit. */
  void loaded(String unit, String reason) {
    var watched = units.get(unit);
    if (watched != null) {
      watched.isLoaded = true;
      if (unit.equals(Terms.ALL)) {
        watched.state = Optional.of(ALL_THERE);
      }
    }
    each(unit, listener -> listener.loaded(node, unit, reason));
  }

  /** The node tells what a unit is. */
  void changed(String unit, State state, String reason) {
    var watched = units.get(unit);
    if (watched != null) {
      watched.isLoaded = true;
      watched.state = Optional.of(state);
    }
    each(unit, listener -> listener.changed(node, unit, state, reason));
  }

  /** The node has it no more. */
  void unloaded(String unit, String reason) {
    var watched = units.get(unit);
    if (watched != null) {
      watched.isLoaded = false;
      watched.state = Optional.empty();
    }
    each(unit, listener -> listener.unloaded(node, unit, reason));
  }

  /** The node tells of properties. */
  void properties(String unit, String interfaceName, Value properties) {
    each(unit, listener -> listener.properties(node, unit, interfaceName, properties));
  }

  /** The node is lost: what was there is not known to be there any more. */
  void lost() {
    for (var entry : List.copyOf(units.entrySet())) {
      var unit = entry.getKey();
      var watched = entry.getValue();
      if (!watched.isLoaded) {
        continue;
      }
      watched.isLoaded = false;
      if (watched.state.filter(state -> !state.active().equals(INACTIVE)).isPresent()) {
        each(unit, listener -> listener.changed(node, unit, OFFLINE, Terms.VIRTUAL));
      }
      watched.state = Optional.empty();
      each(unit, listener -> listener.unloaded(node, unit, Terms.VIRTUAL));
    }
  }

  /** Each who watches the unit, or all of the node's. */
  private void each(String unit, Consumer<Watch.Listener> told) {
    var listeners = new LinkedHashSet<Watch.Listener>();
    listeners(unit, listeners);
    if (!unit.equals(Terms.ALL)) {
      listeners(Terms.ALL, listeners);
    }
    listeners.forEach(told);
  }

  private void listeners(String unit, Set<Watch.Listener> to) {
    var watched = units.get(unit);
    if (watched != null) {
      for (var watch : watched.watches) {
        to.add(watch.listener());
      }
    }
  }
}
