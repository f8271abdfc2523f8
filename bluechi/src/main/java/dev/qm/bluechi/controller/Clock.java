package dev.qm.bluechi.controller;

import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Runs things later, each with the lock held. While there is nothing to run, it sleeps. */
final class Clock {
  /** When, and which of those at that time. */
  private record Time(long nanos, long number) implements Comparable<Time> {
    @Override
    public int compareTo(Time other) {
      var first = Long.compare(nanos, other.nanos);
      return first == 0 ? Long.compare(number, other.number) : first;
    }
  }

  /** Something that will be run. */
  final class Alarm {
    private final Time time;

    private Alarm(Time time) {
      this.time = time;
    }

    /** It will not; the lock is held. */
    void cancel() {
      alarms.remove(time);
    }
  }

  private final ReentrantLock turn;
  private final Condition changed;

  /** Times count from here, so that they can be compared. */
  private final long origin = System.nanoTime();

  private final TreeMap<Time, Runnable> alarms = new TreeMap<>();
  private long last;
  private boolean isEnding;

  Clock(ReentrantLock turn) {
    this.turn = turn;
    this.changed = turn.newCondition();
  }

  /** Runs something after that time; the lock is held. */
  Alarm after(Duration wait, Runnable work) {
    last++;
    var time = new Time(System.nanoTime() - origin + wait.toNanos(), last);
    alarms.put(time, work);
    if (alarms.firstKey().equals(time)) {
      changed.signalAll();
    }
    return new Alarm(time);
  }

  /** Runs what there is to run, until {@link #end}. */
  void run() {
    turn.lock();
    try {
      while (!isEnding) {
        if (alarms.isEmpty()) {
          changed.await();
          continue;
        }
        var left = alarms.firstKey().nanos() - (System.nanoTime() - origin);
        if (left > 0) {
          var _ = changed.awaitNanos(left);
        } else {
          alarms.pollFirstEntry().getValue().run();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      turn.unlock();
    }
  }

  /** Runs nothing more; the lock is held. */
  void end() {
    isEnding = true;
    alarms.clear();
    changed.signalAll();
  }
}
