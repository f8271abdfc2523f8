package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Signals that were asked for, in the order in which they came. Who does not read them is not
 * waited for: past a bound the subscription ends.
 */
public final class Subscription implements AutoCloseable {
  private record Queued(Message signal, int bytes) {}

  private final List<MatchRule> rules;
  private final Settings settings;
  private final Connection connection;
  private final Deque<Queued> queue = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long queuedBytes;
  private Optional<String> end = Optional.empty();

  Subscription(Connection connection, List<MatchRule> rules, Settings settings) {
    this.connection = connection;
    this.rules = List.copyOf(rules);
    this.settings = settings;
  }

  /**
   * The next signal.
   *
   * @param time how long to wait for one
   * @return nothing when none came in time
   * @throws ConnectionLost when there is no connection any more, and all that came is read
   */
  public Optional<Message> next(Duration time) throws ConnectionLost, InterruptedException {
    lock.lockInterruptibly();
    try {
      var left = time.toNanos();
      while (queue.isEmpty()) {
        if (end.isPresent()) {
          throw new ConnectionLost(end.get());
        }
        if (left <= 0) {
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
      var first = queue.removeFirst();
      queuedBytes -= first.bytes();
      return Optional.of(first.signal());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls a method whose reply, or error, comes in its place among the signals: what is told before
   * and after it is then known.
   *
   * @return the number that the reply answers to
   */
  public long begin(Message call) throws BusException {
    return connection.begin(call, Optional.of(this)).serial();
  }

  /** Waits no more for the reply to the call of that number; one that comes is passed over. */
  public void forget(long serial) {
    connection.forget(serial);
  }

  /** The next signal, waited for without an end, but that of the connection. */
  public Message next() throws ConnectionLost, InterruptedException {
    while (true) {
      var signal = next(Duration.ofNanos(TimeUnit.DAYS.toNanos(1)));
      if (signal.isPresent()) {
        return signal.get();
      }
    }
  }

  /** Forgets what came and was not read. */
  public void clear() {
    lock.lock();
    try {
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for no more of these signals. */
  @Override
  public void close() {
    connection.remove(this);
    end("it is not wanted any more");
  }

  List<MatchRule> rules() {
    return rules;
  }

  /** Takes a signal, if it is one of these. */
  void offer(Message signal, int bytes) {
    for (var rule : rules) {
      if (rule.matches(signal)) {
        add(signal, bytes);
        return;
      }
    }
  }

  /** Lets whoever waits know that nothing more comes. */
  void end(String reason) {
    lock.lock();
    try {
      if (end.isEmpty()) {
        end = Optional.of(reason);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a message. */
  void add(Message signal, int bytes) {
    lock.lock();
    try {
      if (end.isPresent()) {
        return;
      }
      if (queue.size() >= settings.queuedMessages()
          || queuedBytes + bytes > settings.queuedBytes()) {
        end = Optional.of("more signals came than were read");
      } else {
        queue.addLast(new Queued(signal, bytes));
        queuedBytes += bytes;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
