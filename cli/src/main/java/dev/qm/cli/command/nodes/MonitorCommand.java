package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.MonitorEvent;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code qm nodes monitor}. */
final class MonitorCommand implements Subcommand {
  private static final PositionalSpec.Any WHAT =
      PositionalSpec.any("NODE", "which, or NODE/UNIT; NODE may be a glob, UNIT * [all]");
  private static final OptionSpec.Flag PROPERTIES =
      OptionSpec.flag("properties", "tell of changed properties too");

  /** BlueChi's word for everything. */
  private static final String ALL = "*";

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes monitor")
        .summary("tell what happens to units of nodes, as it happens")
        .description(
            """
            Goes on until you interrupt it, or the controller goes. Events that the controller makes up itself, as when \
            a node goes offline, are marked as virtual.

            With --json one object is printed for each event.
            """)
        .options(PROPERTIES, CommonOptions.JSON)
        .positionals(WHAT)
        .example("qm nodes monitor", "Everything")
        .example("qm nodes monitor 'qm.*/radio.service' --json", "The radios, for a program")
        .exit(ExitCode.FAILURE, "there is no such node, or the controller went")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    for (var text : in.get(WHAT)) {
      requireNoGlob(Target.Word.of(text).unit());
    }
    try (var session = Session.open();
        var events = session.controller().monitor(what(in, session))) {
      while (in.console().lost().isEmpty()) {
        var event = events.next();
        if (in.has(PROPERTIES) || !(event instanceof MonitorEvent.Properties)) {
          tell(in, event);
          in.out().flush();
        }
      }
      return ExitCode.FAILURE;
    }
  }

  /** A controller knows whole names and all units, and would take a glob for a name. */
  private static void requireNoGlob(String unit) throws UsageException {
    if (!unit.equals(ALL) && new Glob(unit).isPattern()) {
      throw new UsageException(
          "a unit cannot be '" + unit + "'", "BlueChi watches one unit by its name, or all with *");
    }
  }

  private static Map<String, List<String>> what(Invocation in, Session session) throws Exception {
    var what = new LinkedHashMap<String, List<String>>();
    if (in.get(WHAT).isEmpty()) {
      what.put(ALL, List.of(ALL));
    }
    for (var text : in.get(WHAT)) {
      var word = Target.Word.of(text);
      var unit = word.unit().isEmpty() || word.unit().equals(ALL) ? ALL : Target.whole(word.unit());
      for (var node : session.named(word.node())) {
        var units = new ArrayList<>(what.getOrDefault(node.name(), List.of()));
        units.add(unit);
        what.put(node.name(), units);
      }
    }
    return what;
  }

  private static void tell(Invocation in, MonitorEvent event) throws IOException {
    if (in.json()) {
      json(in, event);
      return;
    }
    var said =
        switch (event) {
          case MonitorEvent.New(var _, var _, var reason) -> "loaded" + aside(reason);
          case MonitorEvent.Removed(var _, var _, var reason) ->
              "not loaded any more" + aside(reason);
          case MonitorEvent.State(var _, var _, var active, var sub, var reason) ->
              active + " (" + sub + ")" + aside(reason);
          case MonitorEvent.Properties(var _, var _, var _, var values) ->
              "changed: " + String.join(", ", values.keySet());
        };
    in.out().println(Printable.line(event.node() + "/" + event.unit() + ": " + said));
  }

  private static String aside(String reason) {
    return reason.equals("real") ? "" : ", " + reason;
  }

  private static void json(Invocation in, MonitorEvent event) throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().field("node", event.node()).field("unit", event.unit());
      switch (event) {
        case MonitorEvent.New(var _, var _, var reason) ->
            json.field("event", "new").field("reason", reason);
        case MonitorEvent.Removed(var _, var _, var reason) ->
            json.field("event", "removed").field("reason", reason);
        case MonitorEvent.State(var _, var _, var active, var sub, var reason) ->
            json.field("event", "state")
                .field("active", active)
                .field("sub", sub)
                .field("reason", reason);
        case MonitorEvent.Properties(var _, var _, var interfaceName, var values) -> {
          json.field("event", "properties")
              .field("interface", interfaceName)
              .beginArray("properties");
          for (var name : values.keySet()) {
            json.value(name);
          }
          json.end();
        }
      }
      json.end();
    }
  }
}
