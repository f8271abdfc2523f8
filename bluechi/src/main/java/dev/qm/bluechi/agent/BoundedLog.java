package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import java.util.concurrent.TimeUnit;

/**
 * What is written of all that could be: from a level on, and no more in a time than a person reads.
 * A controller that asks for a thousand things a second fills no disk.
 */
final class BoundedLog {
  private static final int MOST = 200;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

  private final AgentLog to;
  private LogLevel level;
  private boolean isQuiet;
  private boolean isHushed;
  private long windowBegin = System.nanoTime();
  private int written;

  BoundedLog(AgentLog to, AgentSettings settings) {
    this.to = to;
    this.level = settings.logLevel();
    this.isQuiet = settings.isQuiet();
  }

  void debug(String text) {
    write(LogLevel.DEBUG, text);
  }

  void info(String text) {
    write(LogLevel.INFO, text);
  }

  void warn(String text) {
    write(LogLevel.WARN, text);
  }

  void error(String text) {
    write(LogLevel.ERROR, text);
  }

  /** Writes a warning even while nothing is written for a while. */
  synchronized void insist(String text) {
    var wasHushed = isHushed;
    isHushed = false;
    warn(text);
    isHushed = wasHushed;
  }

  synchronized LogLevel level() {
    return level;
  }

  synchronized void setLevel(LogLevel from) {
    level = from;
  }

  synchronized void setQuiet(boolean quiet) {
    isQuiet = quiet;
  }

  /** Writes nothing for a while: what there is to say was said often enough. */
  synchronized void hush() {
    isHushed = true;
  }

  /** Writes again. */
  synchronized void speak() {
    isHushed = false;
  }

  private synchronized void write(LogLevel at, String text) {
    if (isQuiet || isHushed || at.compareTo(level) < 0) {
      return;
    }
    var now = System.nanoTime();
    if (now - windowBegin > WINDOW) {
      if (written > MOST) {
        to.write(LogLevel.WARN, (written - MOST) + " lines were left out");
      }
      windowBegin = now;
      written = 0;
    }
    written++;
    if (written <= MOST) {
      to.write(at, text);
    }
  }
}
