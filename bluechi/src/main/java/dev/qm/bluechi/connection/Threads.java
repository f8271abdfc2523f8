package dev.qm.bluechi.connection;

import java.time.Duration;

/**
 * The threads of a connection.
 *
 * <p>Behind virtual threads that wait for a socket stands one of the platform's, which waits in the
 * kernel as long as the process lives; and Java gives such a thread 0.3 s to come back when the
 * process ends. A command of a tenth of a second would end after four.
 */
public enum Threads {
  /** Virtual threads: for who stays, or has many connections. */
  VIRTUAL {
    @Override
    Thread start(String name, Runnable work) {
      return Thread.ofVirtual().name(name).start(work);
    }

    @Override
    void await(Thread thread, Duration most) {
      // nobody has to
    }
  },
  /** Threads of the platform, which have ended when the connection is closed: for a command. */
  PLATFORM {
    @Override
    Thread start(String name, Runnable work) {
      return Thread.ofPlatform().daemon().name(name).start(work);
    }

    @Override
    void await(Thread thread, Duration most) {
      if (thread.equals(Thread.currentThread())) {
        return;
      }
      try {
        var _ = thread.join(most);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  };

  abstract Thread start(String name, Runnable work);

  /** Waits until it has ended, where that matters. */
  abstract void await(Thread thread, Duration most);
}
