package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.BusPresence;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The controller on the machine's bus: org.eclipse.bluechi, for clients. */
final class PublicBus implements Outlet {
  private static final Settings SETTINGS =
      new Settings(4 << 20, 1024, 65536, 32L << 20, Duration.ofSeconds(10), Duration.ofSeconds(30));

  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private static final MatchRule GONE =
      MatchRule.of(Connection.BUS, Connection.BUS, "NameOwnerChanged");

  /** What there is for clients; the lock is held. */
  interface Desk {
    Optional<Thing> at(String path);

    Collection<String> paths();

    /** A client has gone. */
    void gone(String client);

    /** There is no bus any more, and so no client. */
    void allGone();

    /** Clients can call, or cannot any more. */
    void isThere(boolean there);
  }

  private final ReentrantLock turn;
  private final Desk desk;
  private final BusPresence bus;

  /** Clients of which the bus is asked whether they are there, by the number of the call. */
  private final Map<Long, String> asked = new HashMap<>();

  private boolean isWatching;

  PublicBus(List<BusAddress> addresses, ReentrantLock turn, BoundedLog log, Desk desk) {
    this.turn = turn;
    this.desk = desk;
    this.bus =
        new BusPresence(
            new BusPresence.Identity(Terms.BLUECHI, "controller"),
            addresses,
            SETTINGS,
            turn,
            log,
            new Window(),
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

  @Override
  public void tell(Message signal) {
    bus.tell(signal);
  }

  /** The connection, if there is one; the lock is held. */
  Optional<Connection> connection() {
    return bus.connection();
  }

  /** Will say when a client goes, and looks whether it has not gone already; the lock is held. */
  void follow(String client) {
    if (!isWatching) {
      isWatching = true;
      tell(order("AddMatch", GONE.toString()));
    }
    var open = connection();
    if (open.isPresent()) {
      try {
        asked.put(open.get().ask(Connection.ofBus("GetNameOwner", new Value.Text(client))), client);
      } catch (BusException gone) {
        // its own thread sees that
      }
    }
  }

  /** Nobody is followed any more; the lock is held. */
  void followNobody() {
    if (isWatching) {
      isWatching = false;
      tell(order("RemoveMatch", GONE.toString()));
    }
  }

  private static Message order(String member, String text) {
    return Connection.ofBus(member, new Value.Text(text)).flagged(Message.Flag.NO_REPLY_EXPECTED);
  }

  /** What changes with the bus. */
  private final class Arrival implements BusPresence.Listener {
    @Override
    public void isThere() {
      desk.isThere(true);
    }

    @Override
    public void isGone() {
      isWatching = false;
      asked.clear();
      desk.allGone();
      desk.isThere(false);
    }
  }

  /** What comes over the bus. */
  private final class Window implements Connection.Service {
    @Override
    public Optional<Message> answer(Message call) {
      return Optional.empty();
    }

    @Override
    public void serve(Message call, Connection.Answering answering) throws IOException {
      turn.lock();
      try {
        var path = call.header().path().orElse("/");
        var thing = desk.at(path);
        if (call.is(Terms.INTROSPECTABLE, "Introspect")) {
          answering.with(
              Introspection.of(path, thing.map(Thing::spec), desk.paths())
                  .map(text -> call.reply(Terms.text(text)))
                  .orElseGet(() -> unknown(call)));
        } else if (call.is(Terms.PEER, "GetMachineId")) {
          answering.with(machine(call));
        } else if (thing.isEmpty()) {
          answering.with(unknown(call));
        } else if (call.header().interfaceName().equals(Optional.of(Terms.PROPERTIES))) {
          answering.with(property(call, thing.get()));
        } else {
          method(call, thing.get(), answering);
        }
      } finally {
        turn.unlock();
      }
    }

    @Override
    public void replied(Message reply) {
      turn.lock();
      try {
        var client = asked.remove(reply.header().replySerial().orElseThrow());
        if (client != null && reply.kind() == Message.Kind.ERROR) {
          desk.gone(client);
        }
      } finally {
        turn.unlock();
      }
    }

    @Override
    public void hear(Message signal, int bytes) {
      if (!GONE.matches(signal) || !Terms.has(signal, "sss") || !signal.text(2).isEmpty()) {
        return;
      }
      turn.lock();
      try {
        desk.gone(signal.text(0));
      } finally {
        turn.unlock();
      }
    }
  }

  private static void method(Message call, Thing thing, Connection.Answering answering)
      throws ConnectionLost {
    var spec = thing.spec();
    var member = call.header().member().orElse("");
    var method = spec.method(member);
    if (!call.header().interfaceName().orElse(spec.name()).equals(spec.name())
        || method.isEmpty()) {
      answering.with(call.error(Terms.UNKNOWN_METHOD, "there is no method " + member + " here"));
      return;
    }
    if (!Terms.has(call, method.get().takes())) {
      answering.with(
          call.error(
              Terms.INVALID_ARGS,
              "the arguments are to be of the types '" + method.get().takes() + "'"));
      return;
    }
    var refusal = thing.refusal();
    if (refusal.isPresent()) {
      answering.with(call.error(refusal.get().name(), refusal.get().text()));
      return;
    }
    thing.call(call, answering);
  }

  private static Message property(Message call, Thing thing) {
    var spec = thing.spec();
    switch (call.header().member().orElse("")) {
      case "Get" -> {
        if (Terms.has(call, "ss")) {
          return ofInterface(call, spec)
              .orElseGet(() ->
                  thing
                      .property(call.text(1))
                      .map(value -> call.reply(new Value.Variant(value)))
                      .orElseGet(() -> call.error(Terms.UNKNOWN_PROPERTY, "there is none such")));
        }
      }
      case "GetAll" -> {
        if (Terms.has(call, "s")) {
          return call.text(0).isEmpty()
              ? all(call, thing)
              : ofInterface(call, spec).orElseGet(() -> all(call, thing));
        }
      }
      case "Set" -> {
        return call.error(Terms.PROPERTY_READ_ONLY, "properties of the controller are read");
      }
      default -> {
        return call.error(Terms.UNKNOWN_METHOD, "properties are read by Get and GetAll");
      }
    }
    return call.error(Terms.INVALID_ARGS, "these are arguments of other types");
  }

  /** An error, where the first argument names another interface than the object has. */
  private static Optional<Message> ofInterface(Message call, Spec spec) {
    return call.text(0).equals(spec.name())
        ? Optional.empty()
        : Optional.of(call.error(Terms.UNKNOWN_INTERFACE, "there is no such interface here"));
  }

  private static Message all(Message call, Thing thing) {
    var entries = new ArrayList<Value>();
    for (var property : thing.spec().properties()) {
      if (property.told() == Spec.Told.ON_DEMAND) {
        continue;
      }
      thing
          .property(property.name())
          .ifPresent(value -> entries.add(Terms.entry(property.name(), value)));
    }
    return call.reply(Terms.dictionary(entries));
  }

  private static Message unknown(Message call) {
    return call.error(
        Terms.UNKNOWN_OBJECT, "there is nothing at " + call.header().path().orElse("/"));
  }

  private static Message machine(Message call) {
    var id = Bounded.word(MACHINE_ID);
    return id.isEmpty()
        ? call.error(Terms.FAILED, "this machine has no " + MACHINE_ID)
        : call.reply(Terms.text(id));
  }
}
