package dev.qm.bluechi.agent;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent on this machine's bus: org.eclipse.bluechi.Agent. It answers whatever the controller
 * does. Who may call it the bus decides, by its policy. A bus that is not there, or that restarts,
 * hinders nothing else.
 */
final class PublicInterface {
  private static final Settings SETTINGS =
      new Settings(64 << 10, 64, 1024, 1L << 20, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";

  /** Of RequestName: no other agent may take the name away, and none is waited for. */
  private static final long DO_NOT_QUEUE = 4;

  private static final long OWNER = 1;

  /** What the agent can do for others on the machine; the lock is held. */
  interface Desk {
    LinkState state();

    String logLevel();

    String logTarget();

    /**
     * Goes to another controller.
     *
     * @return why not
     */
    Optional<String> switchController(String address);

    void createProxy(Message call, Connection.Answering answering) throws ConnectionLost;

    void removeProxy(Message call);

    void cancelJob(Message call, Connection.Answering answering) throws ConnectionLost;
  }

  private final List<BusAddress> addresses;
  private final ReentrantLock turn;
  private final Condition ended;
  private final BoundedLog log;
  private final Desk desk;
  private Optional<Connection> bus = Optional.empty();
  private boolean isEnding;
  private boolean isFailureSaid;

  PublicInterface(List<BusAddress> addresses, ReentrantLock turn, BoundedLog log, Desk desk) {
    this.addresses = addresses;
    this.turn = turn;
    this.ended = turn.newCondition();
    this.log = log;
    this.desk = desk;
  }

  /** Is on the bus, again and again, until {@link #end}. */
  void run() {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random());
    try {
      while (!isEnding()) {
        serve(backoff);
        pause(backoff.next());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; the lock is held. */
  void end() {
    isEnding = true;
    ended.signalAll();
    bus.ifPresent(open -> Thread.ofVirtual().start(open::close));
  }

  /** How it stands with the controller is another; the lock is held. */
  void changed() {
    var state = desk.state();
    if (bus.isPresent()) {
      try {
        bus.get()
            .send(
                Message.signal(
                    Terms.PATH,
                    Terms.PROPERTIES,
                    "PropertiesChanged",
                    new Value.Text(Terms.AGENT),
                    Terms.dictionary(
                        List.of(
                            Terms.entry("Status", new Value.Text(state.status())),
                            Terms.entry("ControllerAddress", new Value.Text(state.address())))),
                    new Value.Array(Type.Simple.STRING, List.of())));
      } catch (ConnectionLost gone) {
        // its own thread sees that
      }
    }
  }

  private void serve(Backoff backoff) throws InterruptedException {
    try (var open = Connection.toBus(addresses, SETTINGS, new Desks())) {
      var lost =
          open.subscribe(
              List.of(MatchRule.of(Connection.BUS, Connection.BUS, "NameLost").about(Terms.AGENT)));
      var reply =
          open.call(
              Connection.ofBus(
                  "RequestName", new Value.Text(Terms.AGENT), new Value.U32(DO_NOT_QUEUE)));
      if (reply.require("u").number(0) != OWNER) {
        throw new IOException("another agent has the name " + Terms.AGENT);
      }
      turn.lock();
      try {
        if (isEnding) {
          return;
        }
        bus = Optional.of(open);
        isFailureSaid = false;
        backoff.reset();
        // since it has the name it may have been asked, and have become another without telling
        changed();
      } finally {
        turn.unlock();
      }
      var _ = lost.next();
      log.warn("another agent took the name " + Terms.AGENT);
    } catch (IOException failure) {
      said(failure);
    } finally {
      turn.lock();
      try {
        bus = Optional.empty();
      } finally {
        turn.unlock();
      }
    }
  }

  private void said(IOException failure) {
    turn.lock();
    try {
      if (!isFailureSaid && !isEnding) {
        isFailureSaid = true;
        log.warn(
            "not on the bus, so nobody on this machine can ask the agent anything: "
                + (failure instanceof BusException ? "" : Terms.AGENT + ": ")
                + failure.getMessage());
      }
    } finally {
      turn.unlock();
    }
  }

  /** What is called over the bus. */
  private final class Desks implements Connection.Service {
    @Override
    public Optional<Message> answer(Message call) {
      return Optional.empty();
    }

    @Override
    public void serve(Message call, Connection.Answering answering) throws IOException {
      turn.lock();
      try {
        if (call.is(INTROSPECTABLE, "Introspect")) {
          answering.with(
              call.reply(new Value.Text(Introspection.of(call.header().path().orElse("/")))));
        } else if (!call.header().path().equals(Optional.of(Terms.PATH))) {
          answering.with(call.error(Terms.UNKNOWN_OBJECT, "the agent is at " + Terms.PATH));
        } else if (call.header().interfaceName().equals(Optional.of(Terms.PROPERTIES))) {
          answering.with(property(call));
        } else if (call.header().interfaceName().orElse(Terms.AGENT).equals(Terms.AGENT)) {
          method(call, answering);
        } else {
          answering.with(call.error(Terms.UNKNOWN_METHOD, "an agent has no such interface"));
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private void method(Message call, Connection.Answering answering) throws ConnectionLost {
    var member = call.header().member().orElse("");
    var types =
        switch (member) {
          case "CreateProxy", "RemoveProxy" -> "sss";
          case "SwitchController" -> "s";
          case "JobCancel" -> "u";
          default -> "";
        };
    if (types.isEmpty()) {
      answering.with(call.error(Terms.UNKNOWN_METHOD, "an agent has no such method"));
      return;
    }
    if (!Terms.has(call, types)) {
      answering.with(
          call.error(Terms.INVALID_ARGS, "the arguments are to be of the types '" + types + "'"));
      return;
    }
    switch (member) {
      case "CreateProxy" -> desk.createProxy(call, answering);
      case "RemoveProxy" -> {
        desk.removeProxy(call);
        answering.with(call.reply());
      }
      case "JobCancel" -> desk.cancelJob(call, answering);
      default -> {
        var refused = desk.switchController(call.text(0));
        answering.with(
            refused.isPresent() ? call.error(Terms.FAILED, refused.get()) : call.reply());
      }
    }
  }

  private Message property(Message call) {
    var all = properties();
    switch (call.header().member().orElse("")) {
      case "Get" -> {
        if (Terms.has(call, "ss") && call.text(0).equals(Terms.AGENT)) {
          var value = all.get(call.text(1));
          return value == null
              ? call.error(Terms.UNKNOWN_PROPERTY, "an agent has no such property")
              : call.reply(new Value.Variant(value));
        }
      }
      case "GetAll" -> {
        if (Terms.has(call, "s") && call.text(0).equals(Terms.AGENT)) {
          return call.reply(
              Terms.dictionary(
                  all.entrySet().stream()
                      .map(property -> Terms.entry(property.getKey(), property.getValue()))
                      .toList()));
        }
      }
      case "Set" -> {
        return call.error(
            "org.freedesktop.DBus.Error.PropertyReadOnly", "the agent's properties are read");
      }
      default -> {}
    }
    return call.error(Terms.INVALID_ARGS, "the agent's interface is " + Terms.AGENT);
  }

  private Map<String, Value> properties() {
    var state = desk.state();
    var all = new LinkedHashMap<String, Value>();
    all.put("Status", new Value.Text(state.status()));
    all.put("LogLevel", new Value.Text(desk.logLevel()));
    all.put("LogTarget", new Value.Text(desk.logTarget()));
    all.put("DisconnectTimestamp", new Value.U64(state.lost().real()));
    all.put("DisconnectTimestampMonotonic", new Value.U64(state.lost().monotonic()));
    all.put("LastSeenTimestamp", new Value.U64(state.seen().real()));
    all.put("LastSeenTimestampMonotonic", new Value.U64(state.seen().monotonic()));
    all.put("ControllerAddress", new Value.Text(state.address()));
    return all;
  }

  private boolean isEnding() {
    turn.lock();
    try {
      return isEnding;
    } finally {
      turn.unlock();
    }
  }

  private void pause(Duration time) throws InterruptedException {
    turn.lock();
    try {
      var left = time.toNanos();
      while (!isEnding && left > 0) {
        left = ended.awaitNanos(left);
      }
    } finally {
      turn.unlock();
    }
  }
}
