package dev.qm.bluechi.service;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program under its name on the machine's bus, again whenever it has lost one of both. Who may
 * call it the bus decides, by its policy. A bus that is not there, or that restarts, hinders
 * nothing else.
 */
public final class BusPresence {
  /** Of RequestName: nobody else may take the name away, and nobody is waited for. */
  private static final long DO_NOT_QUEUE = 4;

  private static final long OWNER = 1;

  /**
   * What is there.
   *
   * @param name on the bus
   * @param program BlueChi's word for it
   */
  public record Identity(String name, String program) {}

  /** Who is told; the lock is held. */
  public interface Listener {
    /** Others can call. */
    void isThere();

    /** They cannot, or not any more. */
    void isGone();
  }

  private final Identity identity;
  private final List<BusAddress> addresses;
  private final Settings settings;
  private final ReentrantLock turn;
  private final BoundedLog log;
  private final Connection.Service service;
  private final Listener listener;
  private final Retrying retrying;
  private Optional<Connection> bus = Optional.empty();
  private boolean isFailureSaid;

  /**
   * One that is not there yet.
   *
   * @param addresses of the bus
   * @param turn the lock of the program
   * @param service answers what is called, and takes the lock itself
   */
  public BusPresence(
      Identity identity,
      List<BusAddress> addresses,
      Settings settings,
      ReentrantLock turn,
      BoundedLog log,
      Connection.Service service,
      Listener listener) {
    this.identity = identity;
    this.addresses = List.copyOf(addresses);
    this.settings = settings;
    this.turn = turn;
    this.log = log;
    this.service = service;
    this.listener = listener;
    this.retrying = new Retrying(turn, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  /** Is there, again and again, until {@link #end}. */
  public void run() {
    retrying.run(this::serve);
  }

  /** Ends it; the lock is held. */
  public void end() {
    retrying.end();
    // to close waits for what is still to be sent, and whoever calls holds the lock
    bus.ifPresent(open -> Thread.ofVirtual().start(open::close));
  }

  /** The connection, from before the name is there; the lock is held. */
  public Optional<Connection> connection() {
    return bus;
  }

  /** Sends something that is not answered, if there is a bus; the lock is held. */
  public void tell(Message message) {
    if (bus.isPresent()) {
      try {
        bus.get().send(message);
      } catch (ConnectionLost gone) {
        // its own thread sees that
      }
    }
  }

  private void serve() throws InterruptedException {
    try (var open = Connection.toBus(addresses, settings, service)) {
      var lost =
          open.subscribe(
              List.of(
                  MatchRule.of(Connection.BUS, Connection.BUS, "NameLost").about(identity.name())));
      turn.lock();
      try {
        if (retrying.isEnding()) {
          return;
        }
        // from the moment of the name on there are callers, who are answered then
        bus = Optional.of(open);
      } finally {
        turn.unlock();
      }
      var reply =
          open.call(
              Connection.ofBus(
                  "RequestName", new Value.Text(identity.name()), new Value.U32(DO_NOT_QUEUE)));
      if (reply.require("u").number(0) != OWNER) {
        throw new IOException(another("has"));
      }
      turn.lock();
      try {
        isFailureSaid = false;
        retrying.isWell();
        listener.isThere();
      } finally {
        turn.unlock();
      }
      var _ = lost.next();
      log.warn(another("took"));
    } catch (IOException failure) {
      failed(failure);
    } finally {
      turn.lock();
      try {
        bus = Optional.empty();
        listener.isGone();
      } finally {
        turn.unlock();
      }
    }
  }

  private String another(String does) {
    return "another " + identity.program() + " " + does + " the name " + identity.name();
  }

  private void failed(IOException failure) {
    turn.lock();
    try {
      if (!isFailureSaid && !retrying.isEnding()) {
        isFailureSaid = true;
        log.warn(
            "not on the bus, so nobody on this machine can ask the "
                + identity.program()
                + " anything: "
                + failure.getMessage());
      }
    } finally {
      turn.unlock();
    }
  }
}
