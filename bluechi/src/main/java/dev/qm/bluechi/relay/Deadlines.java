package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.Listening;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what takes too long, by closing its connection. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor clock;

  Deadlines() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("deadlines").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  /** One that has not come yet. */
  @FunctionalInterface
  interface Deadline extends AutoCloseable {
    /** It is not to come any more. */
    @Override
    void close();
  }

  /** Closes a connection after a time. */
  Deadline in(Duration time, SocketChannel channel) {
    var future =
        clock.schedule(() -> Listening.close(channel), time.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Does something again and again. */
  void every(Duration time, Runnable what) {
    var _ =
        clock.scheduleWithFixedDelay(what, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
