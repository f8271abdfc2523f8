package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.PeerAddress;
import dev.qm.bluechi.connection.TooManyCalls;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One connection of an agent: until it has registered a guest's, then that of a node. What it says
 * is dealt with where it is read, one message at a time, with the lock held.
 */
final class AgentLink implements Connection.Service {
  /** What a node sends are lists of units at most. */
  private static final int LONGEST_MESSAGE = 4 << 20;

  /** How long a node waits at most, after each thing that it says, for those who are told it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Who knows the nodes; the lock is held. */
  interface Registry {
    /**
     * An agent says which node it is.
     *
     * @return why it cannot be that
     */
    Optional<Answer.Refused> register(AgentLink link, String name);

    /** The connection of a node is over. */
    void lost(AgentLink link, ManagedNode node, String reason);

    /**
     * A node says something.
     *
     * @param bytes how long it was
     * @return the connection over which it is passed on, if it may be
     */
    Optional<Connection> said(ManagedNode node, Message signal, int bytes);
  }

  private record Pending(String types, Clock.Alarm deadline, Consumer<Answer> then) {}

  private final ReentrantLock turn;
  private final Clock clock;
  private final Guests guests;
  private final Registry registry;
  private final PeerAddress origin;
  private final Map<Long, Pending> pending = new HashMap<>();
  private final Duration signOfLife;
  private Optional<Clock.Alarm> toRegister = Optional.empty();
  private Optional<Connection> connection = Optional.empty();
  private Optional<ManagedNode> node = Optional.empty();
  private boolean isGuest = true;
  private boolean isLookedAfter;
  private boolean isOver;

  /**
   * One that is about to begin.
   *
   * @param signOfLife how long the program may take to say that it is still there
   */
  AgentLink(
      ReentrantLock turn,
      Clock clock,
      Guests guests,
      Registry registry,
      PeerAddress origin,
      Duration signOfLife) {
    this.turn = turn;
    this.clock = clock;
    this.guests = guests;
    this.registry = registry;
    this.origin = origin;
    this.signOfLife = signOfLife;
  }

  /** The address that it has; empty for one of this machine. */
  String peer() {
    return origin.peer();
  }

  /** Where it comes from, for people. */
  String from() {
    return origin.group().endsWith("/64") ? origin.peer() : origin.group();
  }

  /** What it is, as long as it is there; the lock is held. */
  Optional<Connection> connection() {
    return connection;
  }

  /** It has that long to register; the lock is held. */
  void expect(Clock.Alarm deadline) {
    toRegister = Optional.of(deadline);
  }

  /** It is that node's from now on; the lock is held. */
  void become(ManagedNode its) {
    node = Optional.of(its);
    connection.ifPresent(open -> open.allow(LONGEST_MESSAGE));
    toRegister.ifPresent(Clock.Alarm::cancel);
    noGuest();
  }

  /** Sends something that is not answered; the lock is held. */
  void tell(Message message) {
    if (connection.isPresent()) {
      try {
        connection.get().send(message);
      } catch (ConnectionLost gone) {
        // its thread sees that
      }
    }
  }

  /**
   * Calls the agent; the lock is held.
   *
   * @param types of the reply
   * @param then is told, with the lock held, later or at once
   */
  void ask(Message call, String types, Duration time, Consumer<Answer> then) {
    if (connection.isEmpty() || isOver) {
      then.accept(new Answer.Refused(Terms.NO_REPLY, "the node has just gone"));
      return;
    }
    try {
      var serial = connection.get().ask(call);
      var deadline = clock.after(time, () -> late(serial));
      pending.put(serial, new Pending(types, deadline, then));
    } catch (TooManyCalls many) {
      then.accept(
          new Answer.Refused(Terms.LIMITS_EXCEEDED, "the node is asked for more than it answers"));
    } catch (BusException gone) {
      then.accept(new Answer.Refused(Terms.NO_REPLY, "the node has just gone"));
    }
  }

  /** Ends it, if it does not show that it is still there; the lock is held. */
  void lookAfter() {
    if (isLookedAfter || isOver) {
      return;
    }
    isLookedAfter = true;
    ask(
        Message.call(Terms.INTERNAL_AGENT_PATH, Terms.PEER, "Ping")
            .from(Terms.BLUECHI)
            .to(Terms.AGENT),
        "",
        signOfLife,
        answer -> {
          isLookedAfter = false;
          if (answer instanceof Answer.Refused(var name, var _) && name.equals(Terms.TIMEOUT)) {
            drop("it does not answer any more");
          }
        });
  }

  /** Ends it; the lock is held. */
  void drop(String reason) {
    connection.ifPresent(open -> open.drop(reason));
  }

  @Override
  public void begins(Connection with) {
    turn.lock();
    try {
      connection = Optional.of(with);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public Optional<Message> answer(Message call) {
    return Optional.empty();
  }

  @Override
  public void serve(Message call, Connection.Answering answering) throws IOException {
    turn.lock();
    try {
      answering.with(
          switch (method(call)) {
            case Answer.Good(var reply) -> reply.from(Terms.BLUECHI);
            case Answer.Refused(var name, var text) -> call.error(name, text).from(Terms.BLUECHI);
          });
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void hear(Message signal, int bytes) {
    Optional<Connection> onwards;
    turn.lock();
    try {
      onwards = isOver ? Optional.empty() : node.flatMap(its -> registry.said(its, signal, bytes));
    } finally {
      turn.unlock();
    }
    // who says more than others take waits for them, and is not heard meanwhile
    onwards.ifPresent(way -> way.awaitRoom(PATIENCE));
  }

  @Override
  public void replied(Message reply) {
    turn.lock();
    try {
      var call = pending.remove(reply.header().replySerial().orElseThrow());
      if (call != null) {
        call.deadline().cancel();
        call.then().accept(Answer.of(reply, call.types(), "the node"));
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void over(String reason) {
    turn.lock();
    try {
      isOver = true;
      connection = Optional.empty();
      toRegister.ifPresent(Clock.Alarm::cancel);
      noGuest();
      var open = List.copyOf(pending.values());
      pending.clear();
      for (var call : open) {
        call.deadline().cancel();
        call.then()
            .accept(new Answer.Refused(Terms.NO_REPLY, "the node was lost before it answered"));
      }
      node.ifPresent(its -> registry.lost(this, its, reason));
    } finally {
      turn.unlock();
    }
  }

  private Answer method(Message call) {
    var path = call.header().path().orElse("");
    if (call.is(Connection.BUS, "Hello")) {
      // some libraries greet whoever they speak to
      return new Answer.Good(call.reply(Terms.text(":1.0")));
    }
    if (!path.equals(Terms.INTERNAL_CONTROLLER_PATH)) {
      return new Answer.Refused(Terms.UNKNOWN_OBJECT, "a controller has no such object");
    }
    if (!call.is(Terms.INTERNAL_CONTROLLER, "Register")) {
      return new Answer.Refused(Terms.UNKNOWN_METHOD, "a controller has no such method");
    }
    if (!Terms.has(call, "s")) {
      return new Answer.Refused(Terms.INVALID_ARGS, "the argument is to be a node's name");
    }
    if (node.isPresent()) {
      return new Answer.Refused(Terms.ADDRESS_IN_USE, "this connection is a node's already");
    }
    return registry
        .register(this, call.text(0))
        .map(refused -> (Answer) refused)
        .orElseGet(() -> new Answer.Good(call.reply()));
  }

  private void late(long serial) {
    var call = pending.remove(serial);
    if (call == null) {
      return;
    }
    connection.ifPresent(open -> open.giveUp(serial));
    call.then().accept(new Answer.Refused(Terms.TIMEOUT, "the node did not answer in time"));
    lookAfter();
  }

  private void noGuest() {
    if (isGuest) {
      isGuest = false;
      guests.leave(origin.group());
    }
  }
}
