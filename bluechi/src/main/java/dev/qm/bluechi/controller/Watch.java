package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.Set;

/**
 * What somebody wants to hear of.
 *
 * @param id by which who asked names it
 * @param node a name, or {@link Terms#ALL}
 * @param units names, or among them {@link Terms#ALL}
 * @param listener who hears
 */
record Watch(long id, String node, Set<String> units, Listener listener) {
  /** Who is told what happens to a unit, once, however many of its watches mean it. */
  interface Listener {
    /** The unit is loaded. */
    void loaded(String node, String unit, String reason);

    /** It has another state. */
    void changed(String node, String unit, UnitTable.State state, String reason);

    /** It is not loaded any more. */
    void unloaded(String node, String unit, String reason);

    /**
     * Other properties of it are others.
     *
     * @param properties a dictionary
     */
    void properties(String node, String unit, String interfaceName, Value properties);
  }

  Watch {
    units = Set.copyOf(units);
  }

  /** Whether a node is meant. */
  boolean isFor(String name) {
    return node.equals(Terms.ALL) || node.equals(name);
  }
}
