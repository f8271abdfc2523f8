package dev.qm.bluechi.controller;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.BoundedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The controller, as clients call it. */
final class ControllerObject implements Thing {
  private static final Type NODE_ROW =
      new Type.StructOf(
          List.of(
              Type.Simple.STRING, Type.Simple.OBJECT_PATH, Type.Simple.STRING, Type.Simple.STRING));

  private final Fleet fleet;
  private final Monitors monitors;
  private final Metrics metrics;
  private final Duration patience;
  private final BoundedLog log;
  private final Supplier<String> logTarget;

  /**
   * The object.
   *
   * @param patience how long a node may take to list what it has, where others wait with it
   * @param logTarget the files' word for where the controller writes
   */
  ControllerObject(
      Fleet fleet,
      Monitors monitors,
      Metrics metrics,
      Duration patience,
      BoundedLog log,
      Supplier<String> logTarget) {
    this.fleet = fleet;
    this.monitors = monitors;
    this.metrics = metrics;
    this.patience = patience;
    this.log = log;
    this.logTarget = logTarget;
  }

  @Override
  public Spec spec() {
    return Specs.CONTROLLER;
  }

  @Override
  public Optional<Value> property(String name) {
    return switch (name) {
      case "LogLevel" -> Optional.of(Terms.text(log.level().name()));
      case "LogTarget" -> Optional.of(Terms.text(logTarget.get()));
      case "Status" -> Optional.of(Terms.text(fleet.status()));
      default -> Optional.empty();
    };
  }

  @Override
  public void call(Message call, Connection.Answering answering) throws ConnectionLost {
    switch (call.header().member().orElse("")) {
      case "ListUnits" -> list(call, Terms.UNITS, answering);
      case "ListUnitFiles" -> list(call, Terms.UNIT_FILES, answering);
      case "ListNodes" -> answering.with(listNodes(call));
      case "GetNode" -> answering.with(getNode(call));
      case "CreateMonitor" -> answering.with(monitors.create(call));
      case "SetLogLevel" -> answering.with(setLogLevel(call));
      case "EnableMetrics" -> answering.with(measure(call, true));
      case "DisableMetrics" -> answering.with(measure(call, false));
      default -> answering.with(call.error(Terms.UNKNOWN_METHOD, "there is no such method"));
    }
  }

  private void list(Message call, String types, Connection.Answering answering) {
    FleetList.begin(call, types, fleet.online(), patience, answering, log);
  }

  private Message listNodes(Message call) {
    var rows = new ArrayList<Value>();
    for (var node : fleet.all()) {
      rows.add(
          new Value.Struct(
              List.of(
                  Terms.text(node.name()),
                  new Value.Path(node.path()),
                  Terms.text(node.status()),
                  Terms.text(node.peer()))));
    }
    return call.reply(new Value.Array(NODE_ROW, rows));
  }

  private Message getNode(Message call) {
    return fleet
        .named(call.text(0))
        .map(node -> call.reply(new Value.Path(node.path())))
        .orElseGet(() -> call.error(Terms.SERVICE_UNKNOWN, "there is no node of that name"));
  }

  private Message setLogLevel(Message call) {
    var level = LogLevel.find(call.text(0));
    if (level.isEmpty()) {
      return call.error(Terms.INVALID_ARGS, "a level is one of DEBUG, INFO, WARN and ERROR");
    }
    log.setLevel(level.get());
    return call.reply();
  }

  private Message measure(Message call, boolean wanted) {
    if (metrics.isEnabled() == wanted) {
      return call.error(
          Terms.INCONSISTENT_MESSAGE,
          wanted ? "metrics are enabled already" : "metrics are not enabled");
    }
    metrics.setEnabled(wanted);
    for (var node : fleet.all()) {
      node.tell(Terms.order(wanted ? "EnableMetrics" : "DisableMetrics"));
    }
    return call.reply();
  }
}
