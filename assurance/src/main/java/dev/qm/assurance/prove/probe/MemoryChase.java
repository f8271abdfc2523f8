package dev.qm.assurance.prove.probe;

import dev.qm.host.work.Work;
import java.util.SplittableRandom;

/**
 * Each read says where the next one is, all over the memory, so that neither caches nor foresight
 * help. One round leads to every line of the memory, in the same order on every machine.
 */
final class MemoryChase implements Work {
  private static final int READS = 10_000;

  /** Ints between two places: a line of usual caches, 64 bytes. */
  private static final int LINE = 64 / Integer.BYTES;

  private final int[] memory;
  private int at;

  /** Takes so many bytes. */
  MemoryChase(int bytes) {
    var lines = Math.max(2, bytes / Integer.BYTES / LINE);
    memory = new int[lines * LINE];
    // Sattolo's shuffle, which makes one ring of all
    var order = new int[lines];
    for (var i = 0; i < lines; i++) {
      order[i] = i;
    }
    var random = new SplittableRandom(17);
    for (var i = lines - 1; i > 0; i--) {
      var other = random.nextInt(i);
      var kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    for (var i = 0; i < lines; i++) {
      memory[i * LINE] = order[i] * LINE;
    }
  }

  @Override
  public boolean once() {
    var place = at;
    for (var read = 0; read < READS; read++) {
      place = memory[place];
    }
    at = place;
    return place >= 0;
  }

  /** Where the next read will be. */
  int place() {
    return at;
  }
}
