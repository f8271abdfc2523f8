package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * All that one probe measured of one fault, each window once.
 *
 * @param before idle, before the fault
 * @param during under the fault
 * @param after idle again
 * @param idle both kinds of idle
 */
record Sides(List<Reading> before, List<Reading> during, List<Reading> after, List<Reading> idle) {
  static Sides of(String probe, List<Trial> trials) {
    var seen = Collections.newSetFromMap(new IdentityHashMap<Reading, Boolean>());
    var before = readings(probe, trials, Trial::before);
    var after = readings(probe, trials, Trial::after);
    var idle = new ArrayList<Reading>();
    add(before, seen, idle);
    add(after, seen, idle);
    return new Sides(before, readings(probe, trials, Trial::during), after, idle);
  }

  private static List<Reading> readings(
      String probe, List<Trial> trials, Function<Trial, Window> window) {
    return trials.stream().flatMap(trial -> window.apply(trial).of(probe).stream()).toList();
  }

  private static void add(List<Reading> from, Set<Reading> seen, List<Reading> to) {
    for (var reading : from) {
      if (seen.add(reading)) {
        to.add(reading);
      }
    }
  }

  static List<Latencies> latencies(List<Reading> readings) {
    return readings.stream().map(Reading::latencies).toList();
  }

  /** All of one kind as one. */
  static Reading sum(String probe, List<Reading> readings) {
    var sum = Reading.none(probe);
    for (var reading : readings) {
      sum = sum.plus(reading);
    }
    return sum;
  }
}
