package dev.qm.bluechi.service;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Work that is begun again whenever it has ended, after growing pauses. */
public final class Retrying {
  /** What is done, for as long as it can be. */
  public interface Work {
    void once() throws InterruptedException;
  }

  private final ReentrantLock turn;
  private final Condition ended;
  private final Backoff backoff;
  private boolean isEnding;

  /**
   * Work that has not begun.
   *
   * @param turn the lock of the program
   * @param first the pause after the first failure
   * @param most the longest pause
   */
  public Retrying(ReentrantLock turn, Duration first, Duration most) {
    this.turn = turn;
    this.ended = turn.newCondition();
    this.backoff = new Backoff(first, most, new Random());
  }

  /** Works until {@link #end}, or until the thread is interrupted. */
  public void run(Work work) {
    try {
      while (!isEnding()) {
        work.once();
        pause();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work goes well: the next pause is a short one again; the lock is held. */
  public void isWell() {
    backoff.reset();
  }

  /** It is not begun again; the lock is held. What is worked on is ended by whoever works. */
  public void end() {
    isEnding = true;
    ended.signalAll();
  }

  /** Whether it was told to end. */
  public boolean isEnding() {
    turn.lock();
    try {
      return isEnding;
    } finally {
      turn.unlock();
    }
  }

  private void pause() throws InterruptedException {
    turn.lock();
    try {
      var left = backoff.next().toNanos();
      while (!isEnding && left > 0) {
        left = ended.awaitNanos(left);
      }
    } finally {
      turn.unlock();
    }
  }
}
