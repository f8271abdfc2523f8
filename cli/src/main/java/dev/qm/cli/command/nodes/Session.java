package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.NoController;
import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.ConnectFailed;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.terminal.Letter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The controller, with the nodes that it has.
 *
 * @param nodes as they were when it was asked
 */
record Session(Controller controller, List<Node> nodes) implements AutoCloseable {
  Session {
    nodes = List.copyOf(nodes);
  }

  /** Finds the controller of this machine. */
  static Session open() throws CommandFailure, IOException, InterruptedException {
    var controller = controllerOn(bus());
    try {
      return new Session(controller, controller.nodes());
    } catch (IOException | InterruptedException failure) {
      controller.close();
      throw failure;
    }
  }

  /** The addresses of the system bus; the system property {@code qm.bus} names another one. */
  static List<BusAddress> bus() {
    var given = System.getProperty("qm.bus", "");
    return given.isEmpty() ? BusAddress.ofSystemBus(System.getenv()) : BusAddress.parse(given);
  }

  private static Controller controllerOn(List<BusAddress> bus)
      throws CommandFailure, IOException, InterruptedException {
    try {
      return Controller.on(bus);
    } catch (ConnectFailed failure) {
      throw noBus(failure);
    } catch (NoController missing) {
      throw new CommandFailure(
          Letter.error(String.valueOf(missing.getMessage()))
              .note(
                  "nodes are seen from the machine that the controller runs on: systemctl start"
                      + " bluechi-controller")
              .note("'qm exec -- systemctl' looks into the partition without BlueChi"),
          missing);
    }
  }

  /** That there is no bus. */
  static CommandFailure noBus(ConnectFailed failure) {
    return new CommandFailure(
        Letter.error("no D-Bus system bus: " + failure.getMessage())
            .note("BlueChi is reached over the system bus: systemctl start dbus")
            .note("DBUS_SYSTEM_BUS_ADDRESS names another bus"),
        failure);
  }

  /**
   * The nodes that a word names.
   *
   * @param pattern a name, or a glob
   * @throws CommandFailure when there is none
   */
  List<Node> named(String pattern) throws CommandFailure {
    var glob = new Glob(pattern);
    var found = new ArrayList<Node>();
    for (var node : nodes) {
      if (glob.matches(node.name())) {
        found.add(node);
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    var names = new ArrayList<String>();
    nodes.forEach(node -> names.add(node.name()));
    var letter = Letter.error("the controller has no node '" + pattern + "'");
    var nearest = Nearest.to(pattern, names);
    throw new CommandFailure(
        nearest.isPresent()
            ? letter.note("did you mean '" + nearest.get() + "'?")
            : letter.note(
                names.isEmpty()
                    ? "it has none at all: AllowedNodeNames= of its controller.conf"
                    : "'qm nodes' lists those that it has"));
  }

  /**
   * The node that a word names.
   *
   * @param pattern a name, or a glob that means one node
   * @throws CommandFailure when there is none, or more than one
   */
  Node one(String pattern) throws CommandFailure {
    var found = named(pattern);
    if (found.size() > 1) {
      throw new CommandFailure(
          Letter.error("'" + pattern + "' means " + found.size() + " nodes, and one is asked for"));
    }
    return found.getFirst();
  }

  /**
   * Waits until nodes are online.
   *
   * @param wanted their names
   * @param time how long; nothing for as long as it takes
   * @param waiting told which are not online yet, now and at each change
   * @return what is known of the nodes then
   * @throws CommandFailure when they are not online in time
   */
  Session online(List<String> wanted, Optional<Duration> time, Consumer<Collection<String>> waiting)
      throws CommandFailure, IOException, InterruptedException {
    var begin = System.nanoTime();
    Set<String> told = Set.of();
    try (var changes = controller.nodeChanges()) {
      while (true) {
        var now = new Session(controller, controller.nodes());
        // one that the controller has no more is not online either
        var missing = new LinkedHashSet<>(wanted);
        for (var node : now.nodes()) {
          if (node.isOnline()) {
            missing.remove(node.name());
          }
        }
        if (missing.isEmpty()) {
          return now;
        }
        var left =
            time.map(all -> all.minusNanos(System.nanoTime() - begin)).orElse(Duration.ofDays(1));
        if (left.isNegative() || left.isZero()) {
          throw new CommandFailure(
              Letter.error("not online in time: " + String.join(", ", missing))
                  .note("'qm nodes' says when they were last seen"));
        }
        if (!missing.equals(told)) {
          waiting.accept(missing);
          told = missing;
        }
        var _ = changes.next(left);
      }
    }
  }

  @Override
  public void close() {
    controller.close();
  }
}
