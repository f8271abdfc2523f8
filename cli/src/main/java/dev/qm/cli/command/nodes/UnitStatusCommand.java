package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.dbus.MalformedMessage;
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
            Without a node it is 'qm nodes', with one its line of that; with one and units of it, the state of each.
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
    var units = new ArrayList<String>();
    for (var unit : in.get(BluechictlCommands.ANY_UNITS)) {
      units.add(Target.whole(unit));
    }
    var node = in.get(BluechictlCommands.MAYBE_NODE);
    if (node.isEmpty() || units.isEmpty()) {
      return nodes(in, node.orElse(ListCommand.ALL));
    }
    try (var session = Session.open()) {
      var found = session.one(node.get());
      return in.has(BluechictlCommands.WATCH)
          ? watch(in, session, found, units)
          : show(in, session, found, units);
    }
  }

  private static int show(Invocation in, Session session, Node node, List<String> units)
      throws Exception {
    var rows = new ArrayList<Map.Entry<String, Map<String, Value>>>();
    var code = ExitCode.OK;
    for (var unit : units) {
      try {
        var properties = session.controller().properties(node, unit);
        rows.add(Map.entry(unit, properties));
        // systemd has an answer for any name
        code = text(properties, "LoadState").equals("not-found") ? ExitCode.FAILURE : code;
      } catch (BusException | MalformedMessage failure) {
        throw Outcomes.failure(node, failure);
      }
    }
    print(in, rows);
    return code;
  }

  /** Goes on until it is interrupted, the controller goes or nobody reads. */
  private static int watch(Invocation in, Session session, Node node, List<String> units)
      throws Exception {
    try (var events = session.controller().monitor(Map.of(node.name(), units))) {
      while (true) {
        if (in.console().terminal().outIsTerminal() && !in.json()) {
          in.out().print(ListCommand.HOME_AND_ERASE);
        }
        var _ = show(in, session, node, units);
        in.out().flush();
        if (in.console().lost().isPresent()) {
          return ExitCode.FAILURE;
        }
        var _ = events.next();
      }
    }
  }

  private static int nodes(Invocation in, String which) throws Exception {
    var words = new ArrayList<String>();
    if (in.has(BluechictlCommands.WATCH)) {
      words.add("--watch");
    }
    if (in.json()) {
      words.add("--json");
    }
    var list = new ListCommand(which);
    if (ArgumentParser.parse(list.spec(), words) instanceof ArgumentParser.Outcome.Run run) {
      return list.run(new Invocation(run.arguments(), in.console()));
    }
    throw new IllegalStateException("no option here asks for help");
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
