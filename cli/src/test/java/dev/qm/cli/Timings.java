package dev.qm.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the runs of one thing took, for benches. */
final class Timings {
  private final List<Long> micros = new ArrayList<>();
  private int notCounted;

  /** The first runs, so many of them, do not count. */
  Timings(int notCounted) {
    this.notCounted = notCounted;
  }

  /** A run that ends now, and began then: System.nanoTime(). */
  void add(long begin) {
    var took = (System.nanoTime() - begin) / 1000;
    if (notCounted > 0) {
      notCounted--;
    } else {
      micros.add(took);
    }
  }

  /** In microseconds. */
  long median() {
    return micros.stream().sorted().toList().get(micros.size() / 2);
  }

  @Override
  public String toString() {
    return "%8.1f ms  (%.1f to %.1f, %d runs)"
        .formatted(
            median() / 1000.0,
            Collections.min(micros) / 1000.0,
            Collections.max(micros) / 1000.0,
            micros.size());
  }
}
