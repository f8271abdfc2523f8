package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.LinkChange;
import dev.qm.bluechi.client.Node;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What enabling and disabling have in common: files of units, by node. */
final class FileTargets {
  static final PositionalSpec.Some UNITS =
      PositionalSpec.some("UNIT", "a unit of a node as NODE/UNIT; NODE may be a glob");
  static final OptionSpec.Flag RUNTIME =
      OptionSpec.flag("runtime", "only until the node's next boot");
  static final OptionSpec.Flag NO_RELOAD =
      OptionSpec.flag("no-reload", "do not let the node's systemd read its files again");

  private FileTargets() {}

  /** The units by node, as they were named. */
  static Map<Node, List<String>> of(Invocation in, Session session) throws Exception {
    var byNode = new LinkedHashMap<Node, List<String>>();
    for (var text : in.get(UNITS)) {
      var word = Target.Word.withUnit(text);
      for (var node : session.named(word.node())) {
        var units = new ArrayList<>(byNode.getOrDefault(node, List.of()));
        units.add(Target.whole(word.unit()));
        byNode.put(node, units);
      }
    }
    return byNode;
  }

  /** What is done to the file of one unit of a node. */
  @FunctionalInterface
  interface Change {
    /** The links that it made or removed. */
    List<LinkChange> of(Controller controller, Node node, String unit, Controller.Lasting lasting)
        throws IOException, InterruptedException;
  }

  /** Changes the file of each unit, and lets the systemd of its node read its files again. */
  static int change(Invocation in, String word, Change change) throws Exception {
    var lasting = in.has(RUNTIME) ? Controller.Lasting.UNTIL_BOOT : Controller.Lasting.FOR_GOOD;
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, word);
      var controller = session.controller();
      for (var wanted : of(in, session).entrySet()) {
        var node = wanted.getKey();
        for (var unit : wanted.getValue()) {
          outcomes.of(
              node.name() + "/" + unit,
              () -> {
                print(in, node, change.of(controller, node, unit, lasting));
                if (!in.has(NO_RELOAD)) {
                  controller.daemonReload(node);
                }
              });
        }
      }
      return outcomes.end();
    }
  }

  /** What became of links on a node. */
  static void print(Invocation in, Node node, List<LinkChange> changes) {
    if (in.json()) {
      return;
    }
    for (var change : changes) {
      in.out()
          .println(
              Printable.line(
                  node.name()
                      + ": "
                      + change.kind()
                      + " "
                      + change.file()
                      + (change.target().isEmpty() ? "" : " -> " + change.target())));
    }
  }
}
