package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures one fault, round by round. */
final class Rounds {
  /** A fault that begins has to get to work: not measured. */
  private static final Duration RUN_UP = Duration.ofMillis(300);

  /** Within how much of a window recovery is seen. */
  private static final int SLICES = 8;

  private static final Duration SHORTEST_SLICE = Duration.ofMillis(250);

  /** So many slices are waited for the machine to come back. */
  private static final int MOST_SLICES = 40;

  /** A slice has too few samples for its tail: its middle has to be in idle's upper part. */
  private static final double AS_IDLE = 0.99;

  private final Meter meter;
  private final Injector injector;
  private final Duration window;

  Rounds(Meter meter, Injector injector, Duration window) {
    this.meter = meter;
    this.injector = injector;
    this.window = window;
  }

  /**
   * One round.
   *
   * @param before the idle window that came before
   */
  Round measure(Fault fault, Window before) throws HostException {
    var running = injector.begin(fault);
    Window during;
    Achieved achieved;
    try {
      meter.measure(RUN_UP);
      during = meter.measure(window);
    } finally {
      achieved = running.end();
    }
    var recovery = recovery(before);
    return new Round(before, during, meter.measure(window), achieved, recovery);
  }

  /** When the probes are as before; nothing when they are not for long. */
  private Optional<Duration> recovery(Window before) throws HostException {
    var length = window.dividedBy(SLICES);
    if (length.compareTo(SHORTEST_SLICE) < 0) {
      length = SHORTEST_SLICE;
    }
    var waited = Duration.ZERO;
    for (var slice = 0; slice < MOST_SLICES; slice++) {
      var now = meter.measure(length);
      waited = waited.plus(now.length());
      if (isAsIdle(now, before)) {
        return Optional.of(waited);
      }
    }
    return Optional.empty();
  }

  private static boolean isAsIdle(Window now, Window before) {
    for (var reading : now.readings()) {
      var idle = before.of(reading.probe()).map(Reading::latencies);
      if (idle.isPresent()
          && idle.get().count() > 0
          && reading.latencies().quantile(0.5) > idle.get().quantile(AS_IDLE)) {
        return false;
      }
    }
    return !now.readings().isEmpty() || before.readings().isEmpty();
  }

  /** All windows of one kind as one. */
  static Window sum(List<Window> windows) {
    var sum = Window.NONE;
    for (var one : windows) {
      sum = sum.plus(one);
    }
    return sum;
  }

  /** All that a fault did. */
  static Achieved sumOf(List<Round> rounds) {
    var operations = 0L;
    var length = Duration.ZERO;
    var unit = "";
    var remarks = new ArrayList<String>();
    for (var round : rounds) {
      var achieved = round.achieved();
      operations += achieved.operations();
      length = length.plus(achieved.length());
      unit = achieved.unit();
      for (var remark : achieved.remarks()) {
        if (!remarks.contains(remark)) {
          remarks.add(remark);
        }
      }
    }
    return new Achieved(operations, length, unit, remarks);
  }

  /** The longest of all; nothing when one of them was not seen. */
  static Optional<Duration> longest(List<Round> rounds) {
    var longest = Duration.ZERO;
    for (var round : rounds) {
      if (round.recovery().isEmpty()) {
        return Optional.empty();
      }
      if (round.recovery().get().compareTo(longest) > 0) {
        longest = round.recovery().get();
      }
    }
    return Optional.of(longest);
  }
}
