package dev.qm.bluechi.client;

import dev.qm.bluechi.connection.Subscription;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** What is told one after the other, until the controller goes. */
public final class Feed<T> implements AutoCloseable {
  /** How a signal is read. */
  @FunctionalInterface
  interface Reading<T> {
    Optional<T> of(Message signal) throws MalformedMessage;
  }

  private final Subscription news;
  private final Predicate<Message> end;
  private final Reading<T> reading;

  /**
   * What a subscription brings.
   *
   * @param end which signals say that the controller has gone
   */
  Feed(Subscription news, Predicate<Message> end, Reading<T> reading) {
    this.news = news;
    this.end = end;
    this.reading = reading;
  }

  /**
   * The next one.
   *
   * @param time how long to wait for it
   * @return nothing when none came in time
   * @throws IOException when the controller has gone
   */
  public Optional<T> next(Duration time) throws IOException, InterruptedException {
    var until = System.nanoTime() + time.toNanos();
    while (true) {
      var signal = news.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      if (signal.isEmpty()) {
        return Optional.empty();
      }
      if (end.test(signal.get())) {
        throw new ControllerGone();
      }
      var read = reading.of(signal.get());
      if (read.isPresent()) {
        return read;
      }
    }
  }

  /** The next one, waited for as long as it takes. */
  public T next() throws IOException, InterruptedException {
    while (true) {
      var next = next(Duration.ofDays(1));
      if (next.isPresent()) {
        return next.get();
      }
    }
  }

  /** Forgets what came and was not read. */
  void clear() {
    news.clear();
  }

  @Override
  public void close() {
    news.close();
  }
}
