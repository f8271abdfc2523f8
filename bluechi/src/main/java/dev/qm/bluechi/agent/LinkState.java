package dev.qm.bluechi.agent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * How it stands between the agent and its controller.
 *
 * @param isOnline whether it is registered
 * @param address of the controller that it has, or tries
 * @param lost when it lost one; zero while it has one
 * @param seen when its controller last showed that it is there
 */
record LinkState(boolean isOnline, String address, Moment lost, Moment seen) {
  /**
   * A time by both of the machine's clocks.
   *
   * @param real microseconds since 1970: CLOCK_REALTIME
   * @param monotonic microseconds since some time of this boot: CLOCK_MONOTONIC
   */
  record Moment(long real, long monotonic) {
    /** Never. */
    static final Moment NONE = new Moment(0, 0);

    static Moment now() {
      return new Moment(
          ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
          TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }
  }

  /** BlueChi's word for it. */
  String status() {
    return isOnline ? "online" : "offline";
  }
}
