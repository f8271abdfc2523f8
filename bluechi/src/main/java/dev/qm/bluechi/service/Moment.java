package dev.qm.bluechi.service;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * A time by both of the machine's clocks.
 *
 * @param real microseconds since 1970: CLOCK_REALTIME
 * @param monotonic microseconds since some time of this boot: CLOCK_MONOTONIC
 */
public record Moment(long real, long monotonic) {
  /** Never. */
  public static final Moment NONE = new Moment(0, 0);

  /** The present. */
  public static Moment now() {
    return new Moment(
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
        TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }
}
