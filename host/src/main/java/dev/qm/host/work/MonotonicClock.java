package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;

/**
 * The clock that only goes forward, CLOCK_MONOTONIC: clock_gettime(2), clock_nanosleep(2). One
 * object is for one thread.
 */
public final class MonotonicClock {
  /** Of clock_gettime(2). */
  static final int CLOCK_MONOTONIC = 1;

  /** A struct timespec: seconds, nanoseconds. */
  static final int TIMESPEC = 16;

  static final long SECOND = 1_000_000_000L;

  private static final int TIMER_ABSTIME = 1;
  private static final int EINTR = 4;

  private final RepeatedCall gettime = new RepeatedCall("clock_gettime");
  private final RepeatedCall nanosleep = new RepeatedCall("clock_nanosleep");
  private final NativeMemory time = NativeMemory.of(TIMESPEC);
  private final NativeMemory wanted = NativeMemory.of(TIMESPEC);

  /** Finds the calls. */
  public MonotonicClock() {}

  /** Nanoseconds since some moment. */
  public long now() {
    var _ = gettime.call(CLOCK_MONOTONIC, time.address());
    return time.getLong(0) * SECOND + time.getLong(Long.BYTES);
  }

  /** Sleeps until the clock shows {@code moment}, an absolute time, so that no delay adds up. */
  public void sleepUntil(long moment) {
    wanted.putLong(0, moment / SECOND);
    wanted.putLong(Long.BYTES, moment % SECOND);
    // the error is returned, not left in errno
    var error = EINTR;
    while (error == EINTR) {
      error = nanosleep.call(CLOCK_MONOTONIC, TIMER_ABSTIME, wanted.address(), 0);
    }
  }
}
