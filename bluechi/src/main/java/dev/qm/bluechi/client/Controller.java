package dev.qm.bluechi.client;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.OpenCall;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The BlueChi controller on a bus. Everything that goes wrong on the way is a {@link BusException};
 * what the controller or a node refuses is a {@link CallFailed} among these.
 */
public final class Controller implements AutoCloseable {
  /** Whether what is done lasts. */
  public enum Lasting {
    FOR_GOOD,
    UNTIL_BOOT
  }

  /** What becomes of links that are in the way. */
  public enum Existing {
    KEPT,
    REPLACED
  }

  /** How many calls wait for their replies at once: dbus-daemon(1) refuses more than 128. */
  static final int AT_ONCE = 64;

  /** That its name has another owner, or none. */
  static final MatchRule GONE =
      MatchRule.of(Connection.BUS, Connection.BUS, "NameOwnerChanged").about(Terms.BLUECHI);

  private final Connection connection;
  private final String owner;

  private Controller(Connection connection, String owner) {
    this.connection = connection;
    this.owner = owner;
  }

  /**
   * Finds it.
   *
   * @param bus addresses of the bus, tried in their order
   * @throws NoController when there is none on that bus
   * @throws BusException when there is no such bus
   */
  public static Controller on(List<BusAddress> bus) throws IOException, InterruptedException {
    var connection = Connection.toBus(bus, Settings.CLIENT, Connection.Service.none());
    try {
      // by its own name from now on: a signal is then known to come from it
      var owner = connection.owner(Terms.BLUECHI);
      if (owner.isPresent()) {
        return new Controller(connection, owner.get());
      }
    } catch (IOException | InterruptedException failure) {
      connection.close();
      throw failure;
    }
    connection.close();
    throw new NoController();
  }

  /** Whether an error says that a node is not connected. */
  public static boolean isOffline(CallFailed failure) {
    return failure.name().equals(Terms.OFFLINE);
  }

  /** {@code up} when all nodes are online, {@code degraded}, or {@code down}. */
  public String status() throws IOException, InterruptedException {
    var reply = connection.call(property(Terms.PATH, Terms.CONTROLLER, "Status"));
    return reply.require("v").variantText(0).orElse("");
  }

  /** All nodes, in the controller's order. */
  public List<Node> nodes() throws IOException, InterruptedException {
    var reply = connection.call(own("ListNodes")).require("a(soss)");
    var nodes = new ArrayList<Node>();
    for (var row : reply.rows(0)) {
      nodes.add(new Node(row.text(0), callable(row.text(1)), row.text(2), row.text(3)));
    }
    return nodes;
  }

  /**
   * When the controller last heard of each node.
   *
   * @return by name; a node that it has never heard of is not in it
   */
  public Map<String, Instant> lastSeen(List<Node> nodes) throws IOException, InterruptedException {
    var seen = new LinkedHashMap<String, Instant>();
    for (var from = 0; from < nodes.size(); from += AT_ONCE) {
      lastSeen(nodes.subList(from, Math.min(nodes.size(), from + AT_ONCE)), seen);
    }
    return seen;
  }

  private void lastSeen(List<Node> nodes, Map<String, Instant> seen)
      throws IOException, InterruptedException {
    var calls = new ArrayList<OpenCall>();
    for (var node : nodes) {
      calls.add(connection.begin(property(node.path(), Terms.NODE, "LastSeenTimestamp")));
    }
    for (var i = 0; i < nodes.size(); i++) {
      var micros = micros(calls.get(i).reply(Settings.CLIENT.replyTime()));
      if (micros.isPresent()) {
        seen.put(
            nodes.get(i).name(),
            Instant.ofEpochSecond(
                micros.getAsLong() / 1_000_000, micros.getAsLong() % 1_000_000 * 1000));
      }
    }
  }

  /** The loaded units of all nodes that are online. */
  public List<Unit> units() throws IOException, InterruptedException {
    var reply = connection.call(own("ListUnits")).require("a{s" + Terms.UNITS + "}");
    var units = new ArrayList<Unit>();
    for (var entry : reply.dictionary(0).entrySet()) {
      units.addAll(units(entry.getKey(), (Value.Array) entry.getValue()));
    }
    return units;
  }

  /** The loaded units of one node. */
  public List<Unit> units(Node node) throws IOException, InterruptedException {
    var reply = call(node, "ListUnits").require(Terms.UNITS);
    return units(node.name(), (Value.Array) reply.values().getFirst());
  }

  /** The files of units of one node. */
  public List<UnitFile> unitFiles(Node node) throws IOException, InterruptedException {
    var files = new ArrayList<UnitFile>();
    for (var row : call(node, "ListUnitFiles").require("a(ss)").rows(0)) {
      files.add(new UnitFile(node.name(), row.text(0), row.text(1)));
    }
    return files;
  }

  /** Whether a unit begins with the machine: systemctl(1), is-enabled. */
  public String unitFileState(Node node, String unit) throws IOException, InterruptedException {
    return call(node, "GetUnitFileState", new Value.Text(unit)).require("s").text(0);
  }

  /** What systemd knows of a unit. */
  public Map<String, Value> properties(Node node, String unit)
      throws IOException, InterruptedException {
    return call(node, "GetUnitProperties", new Value.Text(unit), new Value.Text(Terms.SYSTEMD_UNIT))
        .require("a{sv}")
        .dictionary(0);
  }

  /**
   * Begins jobs, all at once, and waits for their ends.
   *
   * @param time how long; nothing for as long as it takes
   * @param ended is told each end as it comes
   */
  public void run(List<JobRequest> requests, Optional<Duration> time, Consumer<JobResult> ended)
      throws BusException, InterruptedException {
    try (var jobs = Jobs.of(this, ended)) {
      jobs.run(requests, time, Jobs.Wait.FOR_THE_END);
    }
  }

  /** Begins jobs, all at once; their ends are not waited for. */
  public void begin(List<JobRequest> requests, Consumer<JobResult> begun)
      throws BusException, InterruptedException {
    try (var jobs = Jobs.of(this, begun)) {
      jobs.run(requests, Optional.empty(), Jobs.Wait.UNTIL_BEGUN);
    }
  }

  /** Stops the processes of a unit where they are. */
  public void freeze(Node node, String unit) throws IOException, InterruptedException {
    var _ = call(node, "FreezeUnit", new Value.Text(unit));
  }

  /** Lets them go on. */
  public void thaw(Node node, String unit) throws IOException, InterruptedException {
    var _ = call(node, "ThawUnit", new Value.Text(unit));
  }

  /**
   * Sends a signal.
   *
   * @param whom {@code main}, {@code control} or {@code all}: systemctl(1), --kill-whom=
   * @param signal its number: signal(7)
   */
  public void kill(Node node, String unit, String whom, int signal)
      throws IOException, InterruptedException {
    var _ =
        call(node, "KillUnit", new Value.Text(unit), new Value.Text(whom), new Value.I32(signal));
  }

  /** Lets units begin with the machine. */
  public List<LinkChange> enable(Node node, List<String> units, Lasting lasting, Existing existing)
      throws IOException, InterruptedException {
    var reply =
        call(
                node,
                "EnableUnitFiles",
                texts(units),
                new Value.Bool(lasting == Lasting.UNTIL_BOOT),
                new Value.Bool(existing == Existing.REPLACED))
            .require("ba(sss)");
    return LinkChange.of(reply.rows(1));
  }

  /** Lets units not begin with the machine any more. */
  public List<LinkChange> disable(Node node, List<String> units, Lasting lasting)
      throws IOException, InterruptedException {
    var reply =
        call(node, "DisableUnitFiles", texts(units), new Value.Bool(lasting == Lasting.UNTIL_BOOT))
            .require("a(sss)");
    return LinkChange.of(reply.rows(0));
  }

  /** Lets the systemd of a node read its files again. */
  public void daemonReload(Node node) throws IOException, InterruptedException {
    var _ = call(node, "Reload");
  }

  /** Forgets that units failed: all, or one. */
  public void resetFailed(Node node, Optional<String> unit)
      throws IOException, InterruptedException {
    var _ =
        unit.isPresent()
            ? call(node, "ResetFailedUnit", new Value.Text(unit.get()))
            : call(node, "ResetFailed");
  }

  /** What a node starts into. */
  public String defaultTarget(Node node) throws IOException, InterruptedException {
    return call(node, "GetDefaultTarget").require("s").text(0);
  }

  /** Lets a node start into another target from its next boot on. */
  public List<LinkChange> setDefaultTarget(Node node, String target)
      throws IOException, InterruptedException {
    var reply =
        call(node, "SetDefaultTarget", new Value.Text(target), new Value.Bool(true))
            .require("a(sss)");
    return LinkChange.of(reply.rows(0));
  }

  /** How much the controller logs. */
  public void setLogLevel(String level) throws IOException, InterruptedException {
    var _ = connection.call(own("SetLogLevel", new Value.Text(level)));
  }

  /** How much the agent of a node logs. */
  public void setLogLevel(Node node, String level) throws IOException, InterruptedException {
    var _ = call(node, "SetLogLevel", new Value.Text(level));
  }

  /** Lets all nodes measure. */
  public void enableMetrics() throws IOException, InterruptedException {
    var _ = connection.call(own("EnableMetrics"));
  }

  /** Lets them measure no more. */
  public void disableMetrics() throws IOException, InterruptedException {
    var _ = connection.call(own("DisableMetrics"));
  }

  /** What is measured, from now on. */
  public Feed<Metric> metrics() throws IOException, InterruptedException {
    var rules =
        List.of(
            MatchRule.of(owner, Terms.METRICS, "StartUnitJobMetrics").at(Terms.METRICS_PATH),
            MatchRule.of(owner, Terms.METRICS, "AgentJobMetrics").at(Terms.METRICS_PATH),
            GONE);
    return new Feed<>(connection.subscribe(rules), Controller::isGone, Metric::of);
  }

  /**
   * What happens to units from now on.
   *
   * @param what units by node; {@code *} stands for all nodes, and for all units of one
   */
  public Feed<MonitorEvent> monitor(Map<String, List<String>> what)
      throws IOException, InterruptedException {
    var path = callable(connection.call(own("CreateMonitor")).require("o").text(0));
    var rules = new ArrayList<MatchRule>();
    for (var signal :
        List.of("UnitNew", "UnitRemoved", "UnitStateChanged", "UnitPropertiesChanged")) {
      rules.add(MatchRule.of(owner, Terms.MONITOR, signal).at(path));
    }
    rules.add(GONE);
    var feed = new Feed<>(connection.subscribe(rules), Controller::isGone, MonitorEvent::of);
    try {
      for (var node : what.entrySet()) {
        var call =
            Message.call(
                path,
                Terms.MONITOR,
                "SubscribeList",
                new Value.Text(node.getKey()),
                texts(node.getValue()));
        var _ = connection.call(call.to(owner));
      }
    } catch (IOException | InterruptedException failure) {
      feed.close();
      throw failure;
    }
    return feed;
  }

  /** Told whenever a node comes or goes: its path. */
  public Feed<String> nodeChanges() throws IOException, InterruptedException {
    var rules = List.of(MatchRule.of(owner, Terms.PROPERTIES, "PropertiesChanged"), GONE);
    return new Feed<>(
        connection.subscribe(rules),
        Controller::isGone,
        signal ->
            signal.require("sa{sv}as").text(0).equals(Terms.NODE)
                ? signal.header().path()
                : Optional.empty());
  }

  @Override
  public void close() {
    connection.close();
  }

  private static boolean isGone(Message signal) {
    return signal.is(Connection.BUS, "NameOwnerChanged");
  }

  Connection connection() {
    return connection;
  }

  /** The name that the bus gave the controller. */
  String owner() {
    return owner;
  }

  Message callOf(Node node, String member, Value... arguments) {
    return Message.call(node.path(), Terms.NODE, member, arguments).to(owner);
  }

  private Message call(Node node, String member, Value... arguments)
      throws BusException, InterruptedException {
    return connection.call(callOf(node, member, arguments));
  }

  private Message own(String member, Value... arguments) {
    return Message.call(Terms.PATH, Terms.CONTROLLER, member, arguments).to(owner);
  }

  private Message property(String path, String interfaceName, String property) {
    return Message.call(
            path, Terms.PROPERTIES, "Get", new Value.Text(interfaceName), new Value.Text(property))
        .to(owner);
  }

  /** A path that calls can be sent to. */
  private static String callable(String path) throws MalformedMessage {
    if (path.equals(Message.LOCAL_PATH)) {
      throw new MalformedMessage("an object at a path that nobody may call");
    }
    return path;
  }

  private static List<Unit> units(String node, Value.Array rows) {
    var units = new ArrayList<Unit>();
    for (var row : rows.values()) {
      units.add(Unit.of(node, (Value.Struct) row));
    }
    return units;
  }

  /** Zero is a controller's word for never. */
  private static OptionalLong micros(Message reply) throws MalformedMessage {
    return reply.require("v").values().getFirst() instanceof Value.Variant(Value.U64(var bits))
            && bits > 0
        ? OptionalLong.of(bits)
        : OptionalLong.empty();
  }

  private static Value texts(List<String> texts) {
    var values = new ArrayList<Value>();
    for (var text : texts) {
      values.add(new Value.Text(text));
    }
    return new Value.Array(Type.Simple.STRING, values);
  }
}
