package dev.qm.assurance.prove.probe;

import dev.qm.host.work.Work;

/** The same steps each time, in registers: some tenths of a millisecond. */
final class Computation implements Work {
  private static final int STEPS = 100_000;

  /** Looked at by nobody, but the compiler cannot know. */
  private long state = 1;

  @Override
  public boolean once() {
    var now = state;
    for (var step = 0; step < STEPS; step++) {
      now ^= now << 13;
      now ^= now >>> 7;
      now ^= now << 17;
    }
    state = now;
    // no state but zero leads to zero
    return now != 0;
  }
}
