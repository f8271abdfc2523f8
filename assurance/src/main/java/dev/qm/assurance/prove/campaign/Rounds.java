package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final Meter meter;
  private final Injector injector;
  private final Jury jury;
  private final Duration window;

  Rounds(Meter meter, Injector injector, Jury jury, Duration window) {
    this.meter = meter;
    this.injector = injector;
    this.jury = jury;
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
      // probes that already stand still need not be started under the fault
      during = meter.measure(RUN_UP).readings().isEmpty() ? Window.NONE : meter.measure(window);
    } finally {
      achieved = running.end();
    }
    var recovery = recovery(before);
    return new Round(before, during, meter.measure(window), achieved, recovery);
  }

  /** When each probe was as before. */
  private Map<String, Duration> recovery(Window before) throws HostException {
    var length = window.dividedBy(SLICES);
    if (length.compareTo(SHORTEST_SLICE) < 0) {
      length = SHORTEST_SLICE;
    }
    var open = new LinkedHashMap<String, Reading>();
    before.readings().forEach(reading -> open.put(reading.probe(), reading));
    var recovered = new HashMap<String, Duration>();
    var ended = meter.now();
    for (var slice = 0; slice < MOST_SLICES && !open.isEmpty(); slice++) {
      var now = meter.measure(length);
      var waited = Duration.ofNanos(meter.now() - ended);
      for (var probe : List.copyOf(open.keySet())) {
        var reading = now.of(probe);
        var idle = Optional.ofNullable(open.get(probe)).orElseThrow();
        if (reading.isPresent() && jury.isAsIdle(reading.get(), idle)) {
          recovered.put(probe, waited);
          open.remove(probe);
        }
      }
    }
    return recovered;
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

  /** The longest of all probes; nothing when one of them was not as before in one of the rounds. */
  static Optional<Duration> longest(List<Round> rounds) {
    var longest = Duration.ZERO;
    for (var round : rounds) {
      for (var reading : round.before().readings()) {
        var one = Optional.ofNullable(round.recovery().get(reading.probe()));
        if (one.isEmpty()) {
          return one;
        }
        longest = one.get().compareTo(longest) > 0 ? one.get() : longest;
      }
    }
    return Optional.of(longest);
  }

  /**
   * Those of one probe, of each round that it was measured in before; nothing for a round in which
   * it was not as before.
   */
  static List<Optional<Duration>> recoveries(List<Round> rounds, String probe) {
    var recoveries = new ArrayList<Optional<Duration>>();
    for (var round : rounds) {
      if (round.before().of(probe).isPresent()) {
        recoveries.add(Optional.ofNullable(round.recovery().get(probe)));
      }
    }
    return recoveries;
  }
}
