package dev.qm.bluechi.client;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import java.util.Optional;

/** How long something took. */
public sealed interface Metric {
  /**
   * Starting a unit.
   *
   * @param grossMicros from the request to the end of the job, as the controller saw it
   * @param netMicros as the unit's own times say
   */
  record Start(String node, String job, String unit, long grossMicros, long netMicros)
      implements Metric {}

  /**
   * A job of a node's systemd.
   *
   * @param method {@code StartUnit}, ...
   */
  record AgentJob(String node, String unit, String method, long micros) implements Metric {}

  static Optional<Metric> of(Message signal) throws MalformedMessage {
    return switch (signal.header().member().orElse("")) {
      case "StartUnitJobMetrics" -> {
        var row = signal.require("ssstt");
        yield Optional.of(
            new Start(row.text(0), row.text(1), row.text(2), row.number(3), row.number(4)));
      }
      case "AgentJobMetrics" -> {
        var row = signal.require("ssst");
        yield Optional.of(new AgentJob(row.text(0), row.text(1), row.text(2), row.number(3)));
      }
      default -> Optional.empty();
    };
  }
}
