package dev.qm.bluechi.agent;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.BusPresence;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent on this machine's bus: org.eclipse.bluechi.Agent. It answers whatever the controller
 * does.
 */
final class PublicInterface {
  private static final Settings SETTINGS =
      new Settings(64 << 10, 64, 1024, 1L << 20, Duration.ofSeconds(10), Duration.ofSeconds(10));

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

  private final ReentrantLock turn;
  private final Desk desk;
  private final BusPresence bus;

  PublicInterface(List<BusAddress> addresses, ReentrantLock turn, BoundedLog log, Desk desk) {
    this.turn = turn;
    this.desk = desk;
    this.bus =
        new BusPresence(
            new BusPresence.Identity(Terms.AGENT, "agent"),
            addresses,
            SETTINGS,
            turn,
            log,
            new Desks(),
            new Arrival());
  }

  /** Is on the bus, again and again, until {@link #end}. */
  void run() {
    bus.run();
  }

  /** Ends it; the lock is held. */
  void end() {
    bus.end();
  }

  /** How it stands with the controller is another; the lock is held. */
  void changed() {
    var state = desk.state();
    bus.tell(
        Terms.changed(
            Terms.PATH,
            Terms.AGENT,
            Terms.entry("Status", new Value.Text(state.status())),
            Terms.entry("ControllerAddress", new Value.Text(state.address()))));
  }

  /** What changes with the bus. */
  private final class Arrival implements BusPresence.Listener {
    @Override
    public void isThere() {
      // since it has the name it may have been asked, and have become another without telling
      changed();
    }

    @Override
    public void isGone() {
      // what the agent is there for does not need the bus
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
        if (call.is(Terms.INTROSPECTABLE, "Introspect")) {
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
        return call.error(Terms.PROPERTY_READ_ONLY, "the agent's properties are read");
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
}
