package dev.qm.cli.nodes;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Signature;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A BlueChi controller as clients see it, for tests: the real one's public interface, its words and
 * its order of messages, with three nodes of which one is offline. What a job does is told by its
 * unit's name.
 */
public final class TestController implements AutoCloseable {
  private static final String BLUECHI = "org.eclipse.bluechi";
  private static final String PATH = "/org/eclipse/bluechi";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final Type UNIT = Signature.known("(ssssssouso)").types().getFirst();

  /** A text that would clear the screen of whoever prints it as it is. */
  public static final String HOSTILE = "\u001b[2Jgone\nhost9 online";

  private static final String NOT_CALLED = "nobody";

  /**
   * Others may take the name, and this one takes it from another: the bus may not have seen yet
   * that the controller of the test before is gone.
   */
  private static final int TAKEN_AT_ONCE = 1 | 2 | 4;

  private static final int OWNER = 1;

  private final Map<String, String> states = new LinkedHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private Optional<Connection> connection = Optional.empty();
  private int jobs;

  private TestController() {
    states.put("qm.host1", "online");
    states.put("host1", "online");
    states.put("host2", "offline");
  }

  /** Takes the controller's name on a bus. */
  public static TestController on(String bus) throws Exception {
    var controller = new TestController();
    var connection = Connection.toBus(BusAddress.parse(bus), Settings.CLIENT, controller::answer);
    controller.connection = Optional.of(connection);
    var taken =
        connection.call(
            Connection.ofBus("RequestName", new Value.Text(BLUECHI), new Value.U32(TAKEN_AT_ONCE)));
    if (!taken.values().equals(List.of(new Value.U32(OWNER)))) {
      throw new IllegalStateException("the bus answers " + taken.values());
    }
    return controller;
  }

  /** The calls that came, as {@code NODE METHOD ARGUMENTS}. */
  public List<String> calls() {
    return calls;
  }

  /** A node comes or goes. */
  public void set(String node, String state) throws IOException {
    states.put(node, state);
    connection
        .orElseThrow()
        .send(
            Message.signal(
                path(node),
                PROPERTIES,
                "PropertiesChanged",
                new Value.Text(BLUECHI + ".Node"),
                new Value.Array(
                    new Type.EntryOf(Type.Simple.STRING, Type.Simple.VARIANT),
                    List.of(
                        new Value.Entry(
                            new Value.Text("Status"), new Value.Variant(new Value.Text(state))))),
                new Value.Array(Type.Simple.STRING, List.of())));
  }

  /** Has a node that nobody can call: only a broken controller does. */
  public void addOneThatCannotBeCalled() {
    states.put(NOT_CALLED, "online");
  }

  /** Something happens to a unit, for whoever monitors. */
  public void changed(String node, String unit, String active, String sub) throws IOException {
    connection
        .orElseThrow()
        .send(
            Message.signal(
                PATH + "/monitor/1",
                BLUECHI + ".Monitor",
                "UnitStateChanged",
                new Value.Text(node),
                new Value.Text(unit),
                new Value.Text(active),
                new Value.Text(sub),
                new Value.Text("real")));
  }

  @Override
  public void close() {
    connection.orElseThrow().close();
  }

  private Optional<Message> answer(Message call) {
    var member = call.header().member().orElse("");
    var path = call.header().path().orElse("");
    try {
      if (path.startsWith(PATH + "/node/")) {
        return node(call, nodeAt(path), member);
      }
      return switch (member) {
        case "ListNodes" -> Optional.of(call.reply(nodes()));
        case "CreateMonitor" -> Optional.of(call.reply(new Value.Path(PATH + "/monitor/1")));
        case "SubscribeList" -> {
          calls.add("monitor " + call.text(0) + " " + call.array(1));
          changed("host1", "radio.service", "active", HOSTILE);
          yield Optional.of(call.reply(new Value.U32(1)));
        }
        case "SetLogLevel" -> done(call, "controller");
        case "EnableMetrics", "DisableMetrics" -> done(call, "controller");
        case "Get" -> Optional.of(call.reply(new Value.Variant(new Value.Text("degraded"))));
        default -> Optional.empty();
      };
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private Optional<Message> node(Message call, String node, String member) throws IOException {
    if (member.equals("Get")) {
      return Optional.of(
          call.reply(
              new Value.Variant(
                  call.text(1).equals("LastSeenTimestamp")
                      ? new Value.U64(node.equals("host2") ? 1_700_000_000_000_000L : 0)
                      : new Value.Text(states.get(node)))));
    }
    if (!states.get(node).equals("online")) {
      return Optional.of(call.error(BLUECHI + ".Offline", "Node is offline"));
    }
    return switch (member) {
      case "StartUnit", "StopUnit", "RestartUnit", "ReloadUnit" -> job(call, node);
      case "ListUnits" -> Optional.of(call.reply(units()));
      case "ListUnitFiles" ->
          Optional.of(
              call.reply(
                  new Value.Array(
                      Signature.known("(ss)").types().getFirst(),
                      List.of(row("/etc/systemd/system/radio.service", "enabled")))));
      case "EnableUnitFiles" -> {
        calls.add(node + " EnableUnitFiles " + call.array(0));
        yield Optional.of(call.reply(new Value.Bool(true), links()));
      }
      case "DisableUnitFiles" -> {
        calls.add(node + " DisableUnitFiles " + call.array(0));
        yield Optional.of(call.reply(links()));
      }
      case "SetDefaultTarget" ->
          Optional.of(
              call.reply(call.text(0).equals("odd.target") ? new Value.Text("?") : links()));
      case "GetDefaultTarget" -> Optional.of(call.reply(new Value.Text("multi-user.target")));
      case "GetUnitProperties" -> Optional.of(call.reply(properties(call.text(0))));
      case "GetUnitFileState" -> Optional.of(call.reply(new Value.Text("disabled")));
      default -> done(call, node);
    };
  }

  /** What the name of the unit says. */
  private Optional<Message> job(Message call, String node) throws IOException {
    var unit = call.text(0);
    calls.add(node + " " + call.header().member().orElse("") + " " + unit);
    var number = ++jobs;
    var path = PATH + "/job/" + number;
    var reply = call.reply(new Value.Path(path));
    switch (unit) {
      case "unknown.service" -> {
        return Optional.of(
            call.error("org.freedesktop.systemd1.NoSuchUnit", "Unit unknown.service not found."));
      }
      case "early.service" -> ended(number, path, node, unit, "done");
      case "lost.service" -> behind(() -> set(node, "offline"));
      case "lost-at-once.service" -> {
        set(node, "offline");
        return Optional.of(call.error("org.freedesktop.DBus.Error.NoReply", "Disconnected"));
      }
      case "gone.service" ->
          behind(() ->
              connection
                  .orElseThrow()
                  .send(Connection.ofBus("ReleaseName", new Value.Text(BLUECHI))));
      case "never.service" -> {}
      default ->
          behind(() -> ended(number, path, node, unit, unit.startsWith("bad") ? "failed" : "done"));
    }
    return Optional.of(reply);
  }

  @FunctionalInterface
  private interface Later {
    void run() throws IOException;
  }

  /** After the reply is sent: what the bus answers is read behind that. */
  private void behind(Later later) {
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = connection.orElseThrow().call(Connection.ofBus("GetId"));
                later.run();
              } catch (IOException | InterruptedException lost) {
                // the test sees that nothing comes
              }
            });
  }

  private void ended(int number, String path, String node, String unit, String result)
      throws IOException {
    connection
        .orElseThrow()
        .send(
            Message.signal(
                PATH,
                BLUECHI + ".Controller",
                "JobRemoved",
                new Value.U32(number),
                new Value.Path(path),
                new Value.Text(node),
                new Value.Text(unit),
                new Value.Text(result)));
  }

  private Optional<Message> done(Message call, String node) {
    var said = new StringBuilder(node).append(' ').append(call.header().member().orElse(""));
    for (var value : call.values()) {
      said.append(' ').append(value instanceof Value.Text(var text) ? text : value.toString());
    }
    calls.add(said.toString());
    return Optional.of(call.reply());
  }

  private Value nodes() {
    var rows = new ArrayList<Value>();
    states.forEach((name, state) ->
        rows.add(
            new Value.Struct(
                List.of(
                    new Value.Text(name),
                    new Value.Path(path(name)),
                    new Value.Text(state),
                    new Value.Text(state.equals("online") ? "::ffff:192.0.2.7" : "")))));
    return new Value.Array(Signature.known("(soss)").types().getFirst(), rows);
  }

  /** systemd has an answer for a unit that is not there too. */
  private static Value properties(String unit) {
    var isThere = !unit.startsWith("missing");
    return new Value.Array(
        new Type.EntryOf(Type.Simple.STRING, Type.Simple.VARIANT),
        List.of(
            property("LoadState", isThere ? "loaded" : "not-found"),
            property("ActiveState", isThere ? "active" : "inactive"),
            property("SubState", isThere ? HOSTILE : "dead")));
  }

  private static Value property(String name, String text) {
    return new Value.Entry(new Value.Text(name), new Value.Variant(new Value.Text(text)));
  }

  private static Value units() {
    return new Value.Array(
        UNIT,
        List.of(
            unit("radio.service", "loaded", "active", "running"),
            unit("radar.service", "loaded", "failed", "failed"),
            unit(HOSTILE + ".service", "not-found", "inactive", "dead")));
  }

  private static Value unit(String name, String load, String active, String sub) {
    return new Value.Struct(
        List.of(
            new Value.Text(name),
            new Value.Text("what it is"),
            new Value.Text(load),
            new Value.Text(active),
            new Value.Text(sub),
            new Value.Text(""),
            new Value.Path("/org/freedesktop/systemd1/unit/a"),
            new Value.U32(0),
            new Value.Text(""),
            new Value.Path("/")));
  }

  private static Value links() {
    return new Value.Array(
        Signature.known("(sss)").types().getFirst(),
        List.of(row("symlink", "/etc/a.wants/radio.service", "/usr/radio.service")));
  }

  private static Value row(String... texts) {
    return new Value.Struct(
        java.util.Arrays.stream(texts).map(text -> (Value) new Value.Text(text)).toList());
  }

  private static String path(String node) {
    return node.equals(NOT_CALLED)
        ? "/org/freedesktop/DBus/Local"
        : PATH + "/node/" + node.replace(".", "_2e");
  }

  private static String nodeAt(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace("_2e", ".");
  }
}
