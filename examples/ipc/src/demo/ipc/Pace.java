package demo.ipc;

import java.util.concurrent.TimeUnit;

/**
 * So many a second, and a few more at once after a pause. One for each client: who sends more waits
 * in his own socket, and the server's time stays bounded.
 */
final class Pace {
  private static final long BURST = 50;

  private final long step;
  private long due;

  Pace(int perSecond) {
    this.step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.due = System.nanoTime() - BURST * step;
  }

  /** Waits for its turn. */
  void await() throws InterruptedException {
    var now = System.nanoTime();
    var earliest = now - BURST * step;
    due = (due - earliest < 0 ? earliest : due) + step;
    if (due - now > 0) {
      TimeUnit.NANOSECONDS.sleep(due - now);
    }
  }
}
