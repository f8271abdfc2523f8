package dev.qm.bluechi.client;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.PathLabel;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a part of BlueChi is there and connected: the agent of this machine, a node of the
 * controller, or the controller with all its nodes. It may come and go meanwhile.
 */
public final class Presence implements AutoCloseable {
  /**
   * What is looked at.
   *
   * @param name on the bus
   * @param path the object
   * @param good the Status that counts as there
   */
  private record Part(String name, String path, String interfaceName, String good) {}

  private final Connection connection;
  private final Feed<String> changes;
  private final Part part;

  private Presence(Connection connection, Feed<String> changes, Part part) {
    this.connection = connection;
    this.changes = changes;
    this.part = part;
  }

  /** Of this machine's agent. */
  public static Presence ofAgent(List<BusAddress> bus) throws IOException, InterruptedException {
    return of(bus, new Part(Terms.AGENT, Terms.PATH, Terms.AGENT, Node.ONLINE));
  }

  /** Of a node of the controller on this machine. */
  public static Presence ofNode(List<BusAddress> bus, String node)
      throws IOException, InterruptedException {
    var path = Terms.NODE_PATH + PathLabel.of(node);
    return of(bus, new Part(Terms.BLUECHI, path, Terms.NODE, Node.ONLINE));
  }

  /** Of the controller on this machine and all its nodes. */
  public static Presence ofSystem(List<BusAddress> bus) throws IOException, InterruptedException {
    return of(bus, new Part(Terms.BLUECHI, Terms.PATH, Terms.CONTROLLER, "up"));
  }

  /** Whether it is there, and connected. */
  public boolean isOnline() throws IOException, InterruptedException {
    var owner = connection.owner(part.name());
    if (owner.isEmpty()) {
      return false;
    }
    var call =
        Message.call(
            part.path(),
            Terms.PROPERTIES,
            "Get",
            new Value.Text(part.interfaceName()),
            new Value.Text("Status"));
    try {
      var reply = connection.call(call.to(owner.get()));
      return reply.require("v").variantText(0).equals(Optional.of(part.good()));
    } catch (CallFailed unknown) {
      // a node that the controller does not have
      return false;
    }
  }

  /** Waits until it may be another, or the time is over. */
  public void await(Duration time) throws IOException, InterruptedException {
    var _ = changes.next(time);
    // one look is as good as many, and anybody on the bus may send such a word
    changes.clear();
  }

  @Override
  public void close() {
    changes.close();
    connection.close();
  }

  private static Presence of(List<BusAddress> bus, Part part)
      throws IOException, InterruptedException {
    var connection = Connection.toBus(bus, Settings.CLIENT, Connection.Service.none());
    try {
      // whoever has the name may change: the state is asked for anew at each word
      var rules =
          List.of(
              MatchRule.of(part.name(), Terms.PROPERTIES, "PropertiesChanged")
                  .at(part.path())
                  .about(part.interfaceName())
                  .ofAnybody(),
              MatchRule.of(Connection.BUS, Connection.BUS, "NameOwnerChanged").about(part.name()));
      var feed = new Feed<String>(connection.subscribe(rules), _ -> false, _ -> Optional.of(""));
      return new Presence(connection, feed, part);
    } catch (IOException | InterruptedException failure) {
      connection.close();
      throw failure;
    }
  }
}
