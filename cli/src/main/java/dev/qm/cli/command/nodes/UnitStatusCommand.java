package dev.qm.cli.command.nodes;

import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.dbus.Value;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code bluechictl status}. */
final class UnitStatusCommand implements Subcommand {
  /** What is shown of a unit: org.freedesktop.systemd1(5), and the heading of each. */
  private static final List<String> PROPERTIES =
      List.of("LoadState", "ActiveState", "SubState", "FreezerState", "UnitFileState");

  private static final List<String> KEYS =
      List.of("loaded", "active", "substate", "freezerState", "enabled");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("status")
        .summary("show the nodes, or the state of units of one")
        .description(
            """
            Without a node it is 'qm nodes'; with one and units of it, the state of each.
            """)
        .options(BluechictlCommands.WATCH, CommonOptions.JSON)
        .positionals(BluechictlCommands.MAYBE_NODE, BluechictlCommands.ANY_UNITS)
        .example("bluechictl status host1 radio.service", "Does the radio run?")
        .exit(ExitCode.OK, "it is shown")
        .exit(ExitCode.FAILURE, "no controller, no such node or unit, or the node is offline")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var units = in.get(BluechictlCommands.ANY_UNITS);
    var node = in.get(BluechictlCommands.MAYBE_NODE);
    if (node.isEmpty() || units.isEmpty()) {
      return nodes(in);
    }
    try (var session = Session.open()) {
      var found = session.named(node.get()).getFirst();
      var rows = new ArrayList<Map.Entry<String, Map<String, Value>>>();
      for (var unit : units) {
        try {
          rows.add(Map.entry(unit, session.controller().properties(found, Target.whole(unit))));
        } catch (CallFailed failure) {
          throw Outcomes.failure(found, failure);
        }
      }
      print(in, rows);
      return ExitCode.OK;
    }
  }

  private static int nodes(Invocation in) throws Exception {
    var words = new ArrayList<String>();
    if (in.has(BluechictlCommands.WATCH)) {
      words.add("--watch");
    }
    if (in.json()) {
      words.add("--json");
    }
    var list = new ListCommand();
    return ArgumentParser.parse(list.spec(), words) instanceof ArgumentParser.Outcome.Run run
        ? list.run(new Invocation(run.arguments(), in.console()))
        : ExitCode.OK;
  }

  private static void print(Invocation in, List<Map.Entry<String, Map<String, Value>>> rows)
      throws Exception {
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var row : rows) {
          json.beginObject().field("unit", row.getKey());
          for (var i = 0; i < KEYS.size(); i++) {
            json.field(KEYS.get(i), text(row.getValue(), PROPERTIES.get(i)));
          }
          json.end();
        }
        json.end();
      }
      return;
    }
    var table = Table.of("UNIT", "LOADED", "ACTIVE", "SUBSTATE", "FREEZERSTATE", "ENABLED");
    for (var row : rows) {
      var cells = new ArrayList<>(List.of(row.getKey()));
      for (var property : PROPERTIES) {
        cells.add(text(row.getValue(), property));
      }
      table.row(cells.toArray(String[]::new));
    }
    table.print(in.out(), in.console().terminal());
  }

  /** A property that an older systemd does not have is shown as a dash. */
  private static String text(Map<String, Value> properties, String name) {
    return properties.get(name) instanceof Value.Text(var text) && !text.isEmpty() ? text : "-";
  }
}
