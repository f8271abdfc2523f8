package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.LinkChange;
import dev.qm.bluechi.client.Node;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Printable;
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
