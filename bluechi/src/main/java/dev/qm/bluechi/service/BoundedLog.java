package dev.qm.bluechi.service;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import java.util.concurrent.TimeUnit;

/**
 * What is written of all that could be: from a level on, and no more in a time than a person reads.
 * A peer that asks for a thousand things a second fills no disk.
 */
public final class BoundedLog {
  private static final int MOST = 200;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

  private final ServiceLog to;
  private LogLevel level;
  private boolean isQuiet;
  private boolean isHushed;
  private long windowBegin = System.nanoTime();
  private int written;

  /**
   * One that writes from a level on.
   *
   * @param isQuiet whether it writes nothing at all
   */
  public BoundedLog(ServiceLog to, LogLevel level, boolean isQuiet) {
    this.to = to;
    this.level = level;
    this.isQuiet = isQuiet;
  }

  /** Writes what only who looks for a fault wants to know. */
  public void debug(String text) {
    write(LogLevel.DEBUG, text);
  }

  /** Writes what happens. */
  public void info(String text) {
    write(LogLevel.INFO, text);
  }

  /** Writes what somebody should look at. */
  public void warn(String text) {
    write(LogLevel.WARN, text);
  }

  /** Writes what does not work. */
  public void error(String text) {
    write(LogLevel.ERROR, text);
  }

  /** Writes a warning even while nothing is written for a while. */
  public synchronized void insist(String text) {
    var wasHushed = isHushed;
    isHushed = false;
    warn(text);
    isHushed = wasHushed;
  }

  /** From which level on it writes. */
  public synchronized LogLevel level() {
    return level;
  }

  /** Writes from another level on. */
  public synchronized void setLevel(LogLevel from) {
    level = from;
  }

  /** Writes nothing at all, or what there is. */
  public synchronized void setQuiet(boolean quiet) {
    isQuiet = quiet;
  }

  /** Writes nothing for a while: what there is to say was said often enough. */
  public synchronized void hush() {
    isHushed = true;
  }

  /** Writes again. */
  public synchronized void speak() {
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
