package dev.qm.bluechi.agent;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.connection.Subscription;
import dev.qm.bluechi.connection.TooManyCalls;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.Retrying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The connection to this machine's systemd, made again when it was lost, as it is when systemd
 * executes itself anew. What systemd tells and what it answers come in the order in which it said
 * them, one at a time, under the lock: a job's end never comes before the job.
 */
final class SystemdLink {
  private static final Settings SETTINGS =
      new Settings(16 << 20, 256, 4096, 4L << 20, Duration.ofSeconds(10), Duration.ofSeconds(30));

  /** What a controller waits for an answer, too. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final List<MatchRule> RULES =
      List.of(
          rule(Terms.PROPERTIES, "PropertiesChanged"),
          rule(Terms.SYSTEMD_MANAGER, "UnitNew"),
          rule(Terms.SYSTEMD_MANAGER, "UnitRemoved"),
          rule(Terms.SYSTEMD_MANAGER, "JobRemoved"));

  /** Who is told. */
  interface Listener {
    void signal(Message signal);

    /** Systemd is there, perhaps again: what was told before may have changed meanwhile. */
    void systemdIsThere();
  }

  private record Pending(String types, long until, Consumer<Answer> then) {}

  private final List<BusAddress> addresses;
  private final ReentrantLock turn;
  private final BoundedLog log;
  private final Listener listener;
  private final Retrying retrying;
  private final Map<Long, Pending> pending = new HashMap<>();
  private Optional<Subscription> news = Optional.empty();

  SystemdLink(List<BusAddress> addresses, ReentrantLock turn, BoundedLog log, Listener listener) {
    this.addresses = addresses;
    this.turn = turn;
    this.retrying = new Retrying(turn, Duration.ofMillis(100), Duration.ofSeconds(5));
    this.log = log;
    this.listener = listener;
  }

  /** Connects, listens and connects again, until {@link #end}. */
  void run() {
    retrying.run(this::listen);
  }

  /**
   * Calls systemd; the lock is held.
   *
   * @param types of the reply
   * @param then is told, with the lock held, later or at once
   */
  void call(Message call, String types, Consumer<Answer> then) {
    if (news.isEmpty()) {
      then.accept(new Answer.Refused(Terms.FAILED, "this node has no connection to its systemd"));
      return;
    }
    try {
      var serial = news.get().begin(call);
      pending.put(serial, new Pending(types, System.nanoTime() + PATIENCE.toNanos(), then));
    } catch (TooManyCalls many) {
      then.accept(new Answer.Refused(Terms.LIMITS_EXCEEDED, String.valueOf(many.getMessage())));
    } catch (BusException lost) {
      then.accept(new Answer.Refused(Terms.FAILED, "systemd: " + lost.getMessage()));
    }
  }

  /** Ends it; the lock is held. */
  void end() {
    retrying.end();
    news.ifPresent(Subscription::close);
  }

  private void listen() throws InterruptedException {
    try (var connection = Connection.toPeer(addresses, SETTINGS, Connection.Service.none())) {
      var subscription = connection.subscribe(RULES);
      turn.lock();
      try {
        if (retrying.isEnding()) {
          return;
        }
        news = Optional.of(subscription);
        retrying.isWell();
        log.debug("connected to systemd");
        // a private connection hears everything, but systemd then also tells what costs it a look
        call(Terms.ofSystemd("Subscribe"), "", _ -> {});
        listener.systemdIsThere();
      } finally {
        turn.unlock();
      }
      hear(subscription);
    } catch (BusException failure) {
      if (!retrying.isEnding()) {
        log.warn("systemd: " + failure.getMessage());
      }
    } finally {
      forget();
    }
  }

  private void hear(Subscription subscription) throws BusException, InterruptedException {
    while (true) {
      var message = subscription.next(LOOK);
      turn.lock();
      try {
        if (message.isPresent()) {
          take(message.get());
        }
        lookForLate(subscription);
      } finally {
        turn.unlock();
      }
    }
  }

  private void take(Message message) {
    if (message.kind() == Message.Kind.SIGNAL) {
      listener.signal(message);
      return;
    }
    var call = pending.remove(message.header().replySerial().orElseThrow());
    if (call != null) {
      call.then().accept(Answer.of(message, call.types(), "systemd"));
    }
  }

  private void lookForLate(Subscription subscription) {
    if (pending.isEmpty()) {
      return;
    }
    var now = System.nanoTime();
    var late = new ArrayList<Long>();
    pending.forEach((serial, call) -> {
      if (now - call.until() > 0) {
        late.add(serial);
      }
    });
    for (var serial : late) {
      subscription.forget(serial);
      var call = pending.remove(serial);
      if (call != null) {
        call.then().accept(new Answer.Refused(Terms.TIMEOUT, "systemd did not answer in time"));
      }
    }
  }

  private void forget() {
    turn.lock();
    try {
      news = Optional.empty();
      var open = List.copyOf(pending.values());
      pending.clear();
      for (var call : open) {
        call.then().accept(new Answer.Refused(Terms.FAILED, "systemd went before it answered"));
      }
    } finally {
      turn.unlock();
    }
  }

  private static MatchRule rule(String interfaceName, String member) {
    return new MatchRule(
        Optional.empty(), Optional.empty(), interfaceName, member, Optional.empty());
  }
}
