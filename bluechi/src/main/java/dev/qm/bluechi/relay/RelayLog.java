package dev.qm.bluechi.relay;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What the relay says of itself, a line each. Names in it were chosen by others, and so was how
 * often something happens: a line is short and plain, and of too many in a while only the number is
 * said.
 */
final class RelayLog {
  private static final int LONGEST = 400;
  private static final int MOST = 50;
  private static final long WHILE = Duration.ofSeconds(10).toNanos();

  private final Consumer<String> out;
  private final ReentrantLock lock = new ReentrantLock();
  private long began = System.nanoTime();
  private int said;
  private int left;

  RelayLog(Consumer<String> out) {
    this.out = out;
  }

  void say(String line) {
    lock.lock();
    try {
      var now = System.nanoTime();
      if (now - began > WHILE) {
        if (left > 0) {
          out.accept(
              left + " more lines in the last " + WHILE / 1_000_000_000L + " s were left out");
        }
        began = now;
        said = 0;
        left = 0;
      }
      if (said == MOST) {
        left++;
        return;
      }
      said++;
      out.accept(plain(line));
    } finally {
      lock.unlock();
    }
  }

  private static String plain(String line) {
    var plain = new StringBuilder();
    for (var i = 0; i < line.length() && plain.length() < LONGEST; i++) {
      var c = line.charAt(i);
      plain.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return line.length() > LONGEST ? plain + "..." : plain.toString();
  }
}
