package dev.qm.bluechi.controller;

import dev.qm.bluechi.service.BoundedLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says what happens over and over once in a while, with how often it did. */
final class SeldomLog {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST = 256;

  private static final class Said {
    long at;
    long since;
  }

  private final BoundedLog log;
  private final Map<String, Said> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
          return size() > MOST;
        }
      };

  SeldomLog(BoundedLog log) {
    this.log = log;
  }

  /**
   * Writes a warning, unless it was written lately.
   *
   * @param about what is the same each time
   */
  synchronized void warn(String about, String text) {
    var now = System.nanoTime();
    var before = said.get(about);
    if (before != null && now - before.at < PAUSE) {
      before.since++;
      return;
    }
    var again = before == null || before.since == 0 ? "" : " (and " + before.since + " times more)";
    var next = new Said();
    next.at = now;
    said.remove(about);
    said.put(about, next);
    log.warn(text + again);
  }
}
