package dev.qm.assurance.prove.reading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What all probes measured between two moments.
 *
 * @param length from the first moment to the second
 * @param readings one for each probe that could be run, in the order of the probes
 */
public record Window(Duration length, List<Reading> readings) {
  /** Nothing measured. */
  public static final Window NONE = new Window(Duration.ZERO, List.of());

  /** Copies what it is given, so that nobody can change it. */
  public Window {
    readings = List.copyOf(readings);
  }

  /** What one probe measured. */
  public Optional<Reading> of(String probe) {
    return readings.stream().filter(it -> it.probe().equals(probe)).findFirst();
  }

  /** Both as one. */
  public Window plus(Window more) {
    var sum = new LinkedHashMap<String, Reading>();
    readings.forEach(it -> sum.put(it.probe(), it));
    more.readings.forEach(it -> sum.merge(it.probe(), it, Reading::plus));
    return new Window(length.plus(more.length), new ArrayList<>(sum.values()));
  }
}
