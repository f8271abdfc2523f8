package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.connection.Subscription;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Backoff;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The connection to a controller: the first of the list that lets this node in. When it is lost all
 * are tried again from the first on, at once, and then after growing pauses.
 */
final class ControllerLink {
  /**
   * What a controller sends is small. The bound on what waits to be sent holds a few lists of all
   * units; who does not read them is let go.
   */
  private static final Settings SETTINGS =
      new Settings(128 << 10, 16, 4096, 8L << 20, Duration.ofSeconds(5), Duration.ofSeconds(10));

  /** How often it is looked after the connection where there is no heartbeat. */
  private static final Duration USUAL_BEAT = Duration.ofSeconds(2);

  /** A connection that lasts as long was a good one: the next pause is a short one again. */
  private static final Duration GOOD = Duration.ofSeconds(10);

  private static final MatchRule HEARTBEAT =
      new MatchRule(
          Optional.empty(),
          Optional.of(Terms.INTERNAL_CONTROLLER_PATH),
          Terms.INTERNAL_CONTROLLER,
          "Heartbeat",
          Optional.empty());

  /** Who is told; the lock is held. */
  interface Listener {
    /** A connection is there; the node is about to register. */
    void begins(ControllerSession session);

    /** The node is registered. */
    void registered(ControllerSession session);

    /** The connection is over, or never was. */
    void over(ControllerSession session);

    /** How it stands is another. */
    void changed();

    /** No controller could be reached for as long as the policy says. */
    void lostFor(LossPolicy policy);

    /** A controller is there again, after {@link #lostFor}. */
    void foundAgain(LossPolicy policy);
  }

  private final ReentrantLock turn;
  private final Condition wake;
  private final BoundedLog log;
  private final Listener listener;
  private final Supplier<ControllerSession> sessions;
  private final Optional<LossPolicy> whenLost;
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5), new Random());

  private AgentSettings settings;
  private List<BusAddress> targets;

  /** Grows when the targets are others. */
  private int generation;

  private boolean isEnding;
  private Optional<Connection> connection = Optional.empty();
  private boolean isOnline;
  private String address;
  private Moment lost = Moment.now();
  private Moment seen = Moment.NONE;
  private boolean isLossTold;
  private long tries;

  ControllerLink(
      AgentSettings settings,
      Optional<LossPolicy> whenLost,
      ReentrantLock turn,
      BoundedLog log,
      Listener listener,
      Supplier<ControllerSession> sessions) {
    this.settings = settings;
    this.targets = settings.controllers();
    this.address = targets.isEmpty() ? "" : targets.getFirst().toString();
    this.whenLost = whenLost;
    this.turn = turn;
    this.wake = turn.newCondition();
    this.log = log;
    this.listener = listener;
    this.sessions = sessions;
  }

  /** Connects and connects again, until {@link #end}. */
  void run() {
    try {
      while (true) {
        List<BusAddress> now;
        int since;
        turn.lock();
        try {
          if (isEnding) {
            return;
          }
          now = targets;
          since = generation;
        } finally {
          turn.unlock();
        }
        if (!hasServed(now, since)) {
          failed();
        }
        pause(since);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it stands; the lock is held. */
  LinkState state() {
    return new LinkState(isOnline, address, isOnline ? Moment.NONE : lost, seen);
  }

  /** Other files were read; the lock is held. */
  void use(AgentSettings other) {
    var isSame =
        other.nodeName().equals(settings.nodeName()) && other.controllers().equals(targets);
    settings = other;
    if (!isSame) {
      aim(other.controllers());
    }
  }

  /** Goes to other controllers, now; the lock is held. */
  void aim(List<BusAddress> others) {
    targets = List.copyOf(others);
    address = targets.isEmpty() ? "" : targets.getFirst().toString();
    listener.changed();
    again();
  }

  /** Ends it; the lock is held. */
  void end() {
    isEnding = true;
    again();
  }

  private void again() {
    generation++;
    backoff.reset();
    wake.signalAll();
    // to close waits for what is still to be sent, and whoever calls holds the lock
    connection.ifPresent(open -> Thread.ofVirtual().start(open::close));
  }

  /** Tries all, in their order; true when one of them had this node for a while. */
  private boolean hasServed(List<BusAddress> all, int since) throws InterruptedException {
    for (var target : all) {
      if (isOld(since)) {
        return true;
      }
      var begin = System.nanoTime();
      if (serve(target, since)) {
        if (System.nanoTime() - begin > GOOD.toNanos()) {
          backoff.reset();
        }
        return true;
      }
      lookForLoss();
    }
    return false;
  }

  private boolean serve(BusAddress target, int since) throws InterruptedException {
    var session = sessions.get();
    var wasRegistered = false;
    try (var open = Connection.toPeer(List.of(target), SETTINGS, session);
        var news = open.subscribe(List.of(HEARTBEAT))) {
      if (!begin(target, open, session, since)) {
        return true;
      }
      // the controller may ask for things before it answers
      open.call(register()).require("");
      if (!registered(session, since)) {
        return true;
      }
      wasRegistered = true;
      keep(open, news, session);
    } catch (CallFailed refused) {
      log.error(
          target
              + " does not let this node in as "
              + name()
              + ": "
              + refused.getMessage()
              + mend(refused));
    } catch (IOException failure) {
      if (!isOld(since)) {
        log.error((wasRegistered ? "lost " + target + ": " : "") + failure.getMessage());
      }
    } finally {
      over(session);
    }
    return wasRegistered;
  }

  private boolean begin(BusAddress target, Connection open, ControllerSession session, int since) {
    turn.lock();
    try {
      if (since != generation) {
        return false;
      }
      connection = Optional.of(open);
      var isOther = !address.equals(target.toString());
      address = target.toString();
      session.begin(open);
      listener.begins(session);
      if (isOther) {
        listener.changed();
      }
      return true;
    } finally {
      turn.unlock();
    }
  }

  private boolean registered(ControllerSession session, int since) {
    turn.lock();
    try {
      if (since != generation) {
        return false;
      }
      isOnline = true;
      tries = 0;
      seen = Moment.now();
      log.speak();
      log.info("registered as " + settings.nodeName() + " at " + address);
      if (isLossTold) {
        isLossTold = false;
        whenLost.ifPresent(listener::foundAgain);
      }
      listener.registered(session);
      listener.changed();
      return true;
    } finally {
      turn.unlock();
    }
  }

  private void over(ControllerSession session) {
    turn.lock();
    try {
      connection = Optional.empty();
      session.end();
      listener.over(session);
      if (isOnline) {
        isOnline = false;
        lost = Moment.now();
        listener.changed();
      }
    } finally {
      turn.unlock();
    }
  }

  /** Says that this node is there, and sees that the controller is, until one of them is not. */
  private void keep(Connection open, Subscription news, ControllerSession session)
      throws IOException, InterruptedException {
    var heard = System.nanoTime();
    var isAsked = false;
    var next = System.nanoTime() + beat().toNanos();
    while (true) {
      var message = news.next(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      var now = System.nanoTime();
      if (message.isPresent()) {
        heard = now;
        isAsked &= message.get().kind() == Message.Kind.SIGNAL;
        seen();
      }
      if (now - next < 0) {
        continue;
      }
      next = now + beat().toNanos();
      if (session.isBusy()) {
        // what comes is not read meanwhile, and that is this side's doing
        heard = now;
      }
      var silent = now - heard;
      look(silent);
      if (heartbeats()) {
        open.send(Terms.ofAgentSaid("Heartbeat"));
      }
      if (!isAsked && silent > silence().toNanos() / 4) {
        // every D-Bus program answers this, and a controller sends heartbeats only if told so
        var _ = news.begin(ping());
        isAsked = true;
      }
    }
  }

  private void look(long silentNanos) throws IOException {
    turn.lock();
    try {
      if (silentNanos > settings.silence().toNanos()) {
        throw new IOException(
            address + " has said nothing for " + settings.silence().toSeconds() + " s");
      }
      var threshold = settings.controllerThreshold();
      if (threshold.isPresent() && silentNanos > threshold.get().toNanos()) {
        throw new IOException(
            address
                + " has said nothing for "
                + threshold.get().toMillis()
                + " ms (ControllerHeartbeatThreshold=)");
      }
    } finally {
      turn.unlock();
    }
  }

  private void failed() {
    turn.lock();
    try {
      tries++;
      if (tries == settings.triesUntilQuiet()) {
        log.warn(
            "no controller after " + tries + " tries; nothing more is said until there is one");
        log.hush();
      }
    } finally {
      turn.unlock();
    }
  }

  /** Waits before the next try, unless there are other targets meanwhile. */
  private void pause(int since) throws InterruptedException {
    turn.lock();
    try {
      var left = backoff.next().toNanos();
      while (since == generation && left > 0) {
        var slice = Math.min(left, untilLoss());
        left -= slice - wake.awaitNanos(slice);
        tellLoss();
      }
    } finally {
      turn.unlock();
    }
  }

  private void lookForLoss() {
    turn.lock();
    try {
      tellLoss();
    } finally {
      turn.unlock();
    }
  }

  private void tellLoss() {
    if (whenLost.isPresent() && !isLossTold && !isOnline && !isEnding && untilLoss() <= 0) {
      isLossTold = true;
      log.insist(
          "no controller for "
              + whenLost.get().after().toSeconds()
              + " s: "
              + whenLost.get().unit()
              + " is started");
      listener.lostFor(whenLost.get());
    }
  }

  /** Nanoseconds until the policy has its time. */
  private long untilLoss() {
    if (whenLost.isEmpty() || isLossTold) {
      return Long.MAX_VALUE;
    }
    return whenLost.get().after().toNanos() - (System.nanoTime() - lost.monotonic() * 1000);
  }

  private Message register() {
    return Message.call(
            Terms.INTERNAL_CONTROLLER_PATH,
            Terms.INTERNAL_CONTROLLER,
            "Register",
            new Value.Text(name()))
        .to(Terms.BLUECHI);
  }

  private static Message ping() {
    return Message.call(Terms.INTERNAL_CONTROLLER_PATH, Terms.PEER, "Ping").to(Terms.BLUECHI);
  }

  private static String mend(CallFailed refused) {
    return switch (refused.name()) {
      case "org.freedesktop.DBus.Error.ServiceUnknown" ->
          "; write the name into AllowedNodeNames= of the controller";
      case "org.freedesktop.DBus.Error.AddressInUse" ->
          "; another node has the name, or the controller has not seen yet that this one was lost";
      default -> "";
    };
  }

  private void seen() {
    turn.lock();
    try {
      seen = Moment.now();
    } finally {
      turn.unlock();
    }
  }

  private String name() {
    turn.lock();
    try {
      return settings.nodeName();
    } finally {
      turn.unlock();
    }
  }

  private boolean heartbeats() {
    turn.lock();
    try {
      return settings.heartbeat().isPresent();
    } finally {
      turn.unlock();
    }
  }

  private Duration silence() {
    turn.lock();
    try {
      return settings.silence();
    } finally {
      turn.unlock();
    }
  }

  private Duration beat() {
    turn.lock();
    try {
      return settings.heartbeat().orElse(USUAL_BEAT);
    } finally {
      turn.unlock();
    }
  }

  private boolean isOld(int since) {
    turn.lock();
    try {
      return since != generation;
    } finally {
      turn.unlock();
    }
  }
}
