package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * One unit of one node that a command is about.
 *
 * @param unit its whole name
 */
record Target(Node node, String unit) {
  static final PositionalSpec.Some UNITS =
      PositionalSpec.some("UNIT", "a unit of a node as NODE/UNIT; both may be globs");

  private static final List<String> SUFFIXES =
      List.of(
          ".service",
          ".socket",
          ".target",
          ".device",
          ".mount",
          ".automount",
          ".swap",
          ".timer",
          ".path",
          ".slice",
          ".scope");

  /**
   * A word of the command line, taken apart.
   *
   * @param node a name or a glob
   * @param unit a name or a glob; empty where only a node is named
   */
  record Word(String node, String unit) {
    static Word of(String text) {
      var slash = text.indexOf('/');
      return slash < 0
          ? new Word(text, "")
          : new Word(text.substring(0, slash), text.substring(slash + 1));
    }

    /** A word that must name a unit. */
    static Word withUnit(String text) throws UsageException {
      var word = of(text);
      if (word.node().isEmpty() || word.unit().isEmpty()) {
        throw new UsageException(
            "'" + text + "' names no unit of a node", "a unit is NODE/UNIT, as in host1/a.service");
      }
      return word;
    }
  }

  /** The code that Java would make of a record's parts at run time, 6 ms before a job. */
  @Override
  public int hashCode() {
    return 31 * node.name().hashCode() + unit.hashCode();
  }

  /** The units that the words of a command line name, each once. */
  static List<Target> of(Invocation in, Session session, PositionalSpec.Some words)
      throws UsageException, CommandFailure, IOException, InterruptedException {
    var targets = new LinkedHashSet<Target>();
    for (var text : in.get(words)) {
      var word = Word.withUnit(text);
      var glob = new Glob(word.unit());
      var isFound = !glob.isPattern();
      for (var node : session.named(word.node())) {
        if (!glob.isPattern()) {
          targets.add(new Target(node, whole(word.unit())));
        } else {
          for (var unit : loaded(session.controller(), node)) {
            if (glob.matches(unit)) {
              isFound = true;
              targets.add(new Target(node, unit));
            }
          }
        }
      }
      if (!isFound) {
        throw new CommandFailure(
            Letter.error("no loaded unit is meant by '" + text + "'")
                .note("'qm nodes units " + word.node() + "' lists those that are loaded"));
      }
    }
    return new ArrayList<>(targets);
  }

  /** The name with {@code .service} where it has no kind, as systemctl takes it. */
  static String whole(String unit) {
    for (var suffix : SUFFIXES) {
      if (unit.endsWith(suffix)) {
        return unit;
      }
    }
    return unit + ".service";
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return node.name() + "/" + unit;
  }

  private static List<String> loaded(Controller controller, Node node)
      throws CommandFailure, IOException, InterruptedException {
    try {
      var names = new ArrayList<String>();
      for (var unit : controller.units(node)) {
        names.add(unit.name());
      }
      return names;
    } catch (BusException | MalformedMessage failure) {
      throw Outcomes.failure(node, failure);
    }
  }
}
