package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.PathCalls;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;

/** A timer that expires again and again, and is read as a file: timerfd_create(2). */
public final class IntervalTimer implements AutoCloseable {
  private static final int TFD_CLOEXEC = 0x80000;
  private static final int TFD_TIMER_ABSTIME = 1;

  private final RepeatedCall settime = new RepeatedCall("timerfd_settime");
  private final RepeatedCall read = new RepeatedCall("read");
  private final NativeMemory count = NativeMemory.of(Long.BYTES);
  private final NativeMemory setting = NativeMemory.of(2 * MonotonicClock.TIMESPEC);
  private final int descriptor;

  /** A timer that is not set. */
  public IntervalTimer() throws IOException {
    descriptor =
        new RepeatedCall("timerfd_create").checked(MonotonicClock.CLOCK_MONOTONIC, TFD_CLOEXEC, 0);
  }

  /**
   * Sets it.
   *
   * @param first when it expires first, on the {@link MonotonicClock}; 0 to stop it
   * @param interval nanoseconds from each time to the next
   */
  public void set(long first, long interval) {
    setting.putLong(0, interval / MonotonicClock.SECOND);
    setting.putLong(8, interval % MonotonicClock.SECOND);
    setting.putLong(16, first / MonotonicClock.SECOND);
    setting.putLong(24, first % MonotonicClock.SECOND);
    var _ = settime.call(descriptor, TFD_TIMER_ABSTIME, setting.address(), 0);
  }

  /**
   * Waits until it has expired.
   *
   * @return how often since it was read last; 0 when it cannot be read
   */
  public long await() {
    while (read.call(descriptor, count.address(), Long.BYTES) != Long.BYTES) {
      if (!read.wasInterrupted()) {
        return 0;
      }
    }
    return count.getLong(0);
  }

  @Override
  public void close() {
    PathCalls.close(descriptor);
  }
}
