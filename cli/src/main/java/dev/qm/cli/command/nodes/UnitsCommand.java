package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.client.Unit;
import dev.qm.bluechi.client.UnitFile;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code qm nodes units}. */
final class UnitsCommand implements Subcommand {
  private static final PositionalSpec.Any WHAT =
      PositionalSpec.any(
          "NODE", "which, or NODE/UNIT; both may be globs [all nodes that are online]");
  private static final OptionSpec.Flag FILES =
      OptionSpec.flag("files", "the files of units, loaded or not, with what enables them");
  private static final OptionSpec.Flag FAILED = OptionSpec.flag("failed", "only units that failed");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes units")
        .summary("list the units of nodes")
        .description(
            """
            The units that the systemd of each node has loaded, with their states in its words; a unit that no \
            file describes is shown as not-found where something asked for it.
            """)
        .options(FILES, FAILED, CommonOptions.JSON)
        .positionals(WHAT)
        .example("qm nodes units host1 'qm.host1/*.service'", "The host, and services of its QM")
        .example("qm nodes units --failed", "What failed, anywhere?")
        .exit(ExitCode.OK, "they are listed")
        .exit(
            ExitCode.FAILURE, "a node that was named is offline, or there is no such node or unit")
        .build();
  }

  /**
   * A word of the command line, as it is looked for on one node.
   *
   * @param text the word
   */
  private record Wish(String text, Glob glob) {}

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var units = new ArrayList<Unit>();
      var files = new ArrayList<UnitFile>();
      var met = new HashSet<String>();
      var code = ExitCode.OK;
      for (var wanted : wanted(in, session).entrySet()) {
        var node = wanted.getKey();
        try {
          if (in.has(FILES)) {
            files.addAll(files(session, node, wanted.getValue(), met));
          } else {
            units.addAll(units(in, session, node, wanted.getValue(), met));
          }
        } catch (BusException | MalformedMessage failure) {
          tell(in, Outcomes.failure(node, failure).letter());
          // of these nothing more is known
          wanted.getValue().forEach(wish -> met.add(wish.text()));
          code = ExitCode.FAILURE;
        }
      }
      if (in.has(FILES)) {
        print(in, files);
      } else {
        printUnits(in, units);
      }
      return missing(in, met) ? ExitCode.FAILURE : code;
    }
  }

  /** A unit that was named and is not there is no success, whatever else is there. */
  private static boolean missing(Invocation in, Set<String> met) {
    var isMissing = false;
    for (var text : in.get(WHAT)) {
      if (!Target.Word.of(text).unit().isEmpty() && !met.contains(text)) {
        var what = in.has(FILES) ? "no file of a unit" : "no loaded unit";
        tell(in, Letter.error(what + " is meant by '" + text + "'"));
        isMissing = true;
      }
    }
    return isMissing;
  }

  private static void tell(Invocation in, Letter letter) {
    in.console().flush();
    letter.print(in.console().err(), in.console().terminal());
  }

  /** For each node what is wanted of it. */
  private static Map<Node, List<Wish>> wanted(Invocation in, Session session) throws Exception {
    var wanted = new LinkedHashMap<Node, List<Wish>>();
    if (in.get(WHAT).isEmpty()) {
      for (var node : session.nodes()) {
        if (node.isOnline()) {
          wanted.put(node, List.of(new Wish("", new Glob("*"))));
        }
      }
    }
    for (var text : in.get(WHAT)) {
      var word = Target.Word.of(text);
      for (var node : session.named(word.node())) {
        var wishes = new ArrayList<>(wanted.getOrDefault(node, List.of()));
        var glob = new Glob(word.unit().isEmpty() ? "*" : word.unit());
        wishes.add(new Wish(text, glob.isPattern() ? glob : new Glob(Target.whole(word.unit()))));
        wanted.put(node, wishes);
      }
    }
    return wanted;
  }

  private static List<Unit> units(
      Invocation in, Session session, Node node, List<Wish> wishes, Set<String> met)
      throws IOException, InterruptedException {
    var found = new ArrayList<Unit>();
    for (var unit : session.controller().units(node)) {
      if (isMeant(unit.name(), wishes, met)
          && (!in.has(FAILED) || unit.active().equals("failed"))) {
        found.add(unit);
      }
    }
    return found;
  }

  private static List<UnitFile> files(
      Session session, Node node, List<Wish> wishes, Set<String> met)
      throws IOException, InterruptedException {
    var found = new ArrayList<UnitFile>();
    for (var file : session.controller().unitFiles(node)) {
      if (isMeant(file.path().substring(file.path().lastIndexOf('/') + 1), wishes, met)) {
        found.add(file);
      }
    }
    return found;
  }

  /** Whether a unit is wanted; the words that mean it go to {@code met}. */
  private static boolean isMeant(String name, List<Wish> wishes, Set<String> met) {
    var isMeant = false;
    for (var wish : wishes) {
      if (wish.glob().matches(name)) {
        met.add(wish.text());
        isMeant = true;
      }
    }
    return isMeant;
  }

  private static void printUnits(Invocation in, List<Unit> units) throws IOException {
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var unit : units) {
          json.beginObject()
              .field("node", unit.node())
              .field("unit", unit.name())
              .field("load", unit.load())
              .field("active", unit.active())
              .field("sub", unit.sub())
              .field("description", unit.description())
              .end();
        }
        json.end();
      }
      return;
    }
    var table = Table.of("NODE", "UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION");
    for (var unit : units) {
      table.row(
          unit.node(), unit.name(), unit.load(), unit.active(), unit.sub(), unit.description());
    }
    if (!table.isEmpty()) {
      table.print(in.out(), in.console().terminal());
    }
  }

  private static void print(Invocation in, List<UnitFile> files) throws IOException {
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var file : files) {
          json.beginObject()
              .field("node", file.node())
              .field("path", file.path())
              .field("state", file.state())
              .end();
        }
        json.end();
      }
      return;
    }
    var table = Table.of("NODE", "STATE", "FILE");
    for (var file : files) {
      table.row(file.node(), file.state(), file.path());
    }
    if (!table.isEmpty()) {
      table.print(in.out(), in.console().terminal());
    }
  }
}
