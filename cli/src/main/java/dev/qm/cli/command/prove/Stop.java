package dev.qm.cli.command.prove;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a campaign end in good order when somebody ends the program: the thread that measures is
 * interrupted, takes down what it began, and the program is kept until then.
 */
final class Stop implements AutoCloseable {
  /** A service manager kills after so long. */
  private static final long LONGEST_SECONDS = 80;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean asked;

  private Stop(Thread measuring) {
    this.hook = new Thread(() -> end(measuring));
  }

  /** Watches for the end of the program; the calling thread is the one that measures. */
  static Stop watch() {
    var stop = new Stop(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void end(Thread measuring) {
    asked = true;
    measuring.interrupt();
    try {
      done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether somebody asked for the end. */
  boolean isAsked() {
    return asked;
  }

  /**
   * The same, by the thread that measures: it is interrupted no more, since what it does from now
   * on is to take things down.
   */
  boolean isHeard() {
    if (asked) {
      Thread.interrupted();
    }
    return asked;
  }

  /** Everything is taken down. */
  @Override
  public void close() {
    // what is still to do is not for interruption
    Thread.interrupted();
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // it is at work, and lets go now
    }
  }
}
