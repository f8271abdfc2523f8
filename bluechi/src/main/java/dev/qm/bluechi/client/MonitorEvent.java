package dev.qm.bluechi.client;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a monitor tells of a unit. */
public sealed interface MonitorEvent {
  /**
   * It is loaded.
   *
   * @param reason {@code real}, or {@code virtual} where the controller says it by itself
   */
  record New(String node, String unit, String reason) implements MonitorEvent {}

  /** It is not loaded any more, or its node is gone ({@code virtual}). */
  record Removed(String node, String unit, String reason) implements MonitorEvent {}

  /** Its state is another. */
  record State(String node, String unit, String active, String sub, String reason)
      implements MonitorEvent {}

  /** Properties of it are others. */
  record Properties(String node, String unit, String interfaceName, Map<String, Value> values)
      implements MonitorEvent {
    public Properties {
      // the order is the one in which they came
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** The node. */
  String node();

  /** The unit; {@code *} for one that stands for all. */
  String unit();

  static Optional<MonitorEvent> of(Message signal) throws MalformedMessage {
    return switch (signal.header().member().orElse("")) {
      case "UnitNew" -> {
        var row = signal.require("sss");
        yield Optional.of(new New(row.text(0), row.text(1), row.text(2)));
      }
      case "UnitRemoved" -> {
        var row = signal.require("sss");
        yield Optional.of(new Removed(row.text(0), row.text(1), row.text(2)));
      }
      case "UnitStateChanged" -> {
        var row = signal.require("sssss");
        yield Optional.of(
            new State(row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)));
      }
      case "UnitPropertiesChanged" -> {
        var row = signal.require("sssa{sv}");
        yield Optional.of(new Properties(row.text(0), row.text(1), row.text(2), row.dictionary(3)));
      }
      default -> Optional.empty();
    };
  }
}
