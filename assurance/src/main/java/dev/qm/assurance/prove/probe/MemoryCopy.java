package dev.qm.assurance.prove.probe;

import dev.qm.host.work.Work;

/** A piece is copied, each time the next, so that none is in a cache when its turn comes. */
final class MemoryCopy implements Work {
  /** Longs, 2 MiB of them. */
  private static final int PIECE = (2 << 20) / Long.BYTES;

  private final long[] memory;
  private int from;

  /** Takes so many bytes, some pieces at least. */
  MemoryCopy(int bytes) {
    memory = new long[Math.max(4 * PIECE, bytes / Long.BYTES / PIECE * PIECE)];
  }

  @Override
  public boolean once() {
    var to = (from + memory.length / 2 / PIECE * PIECE) % memory.length;
    memory[from]++;
    System.arraycopy(memory, from, memory, to, PIECE);
    var isThere = memory[to] == memory[from];
    from = (from + PIECE) % memory.length;
    return isThere;
  }
}
