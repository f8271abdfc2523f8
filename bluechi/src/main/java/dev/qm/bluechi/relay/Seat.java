package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.Listening;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the relay knows of one of its agents from one connection to the next: which controller is to
 * be tried, and the connection for which that is done just now.
 *
 * <p>BlueChi's agent gives a registration up after two seconds and comes again, whatever the way to
 * a controller may take. What it came with before is of no use then: registered late, it would only
 * take the node's name away from the connection that the agent waits on.
 */
final class Seat {
  /**
   * Between two registrations that go on to a controller. An agent that is lost comes again every
   * two seconds; whoever comes more often is to keep the controller from nobody else's work.
   */
  private static final long PACE = Duration.ofMillis(100).toNanos();

  private final List<Endpoint> controllers;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Turn> turn = Optional.empty();
  private int next;
  private long free = System.nanoTime();

  Seat(List<? extends Endpoint> controllers) {
    this.controllers = List.copyOf(controllers);
  }

  /** A connection of the agent's, from its registration until a controller is reached. */
  final class Turn implements AutoCloseable {
    private final SocketChannel agent;
    private Optional<Endpoint> place = Optional.empty();
    private Optional<SocketChannel> way = Optional.empty();

    private Turn(SocketChannel agent) {
      this.agent = agent;
    }

    /** That is the way to a controller, and ends when nobody waits for it any more. */
    void reaches(Endpoint controller, SocketChannel channel) {
      lock.lock();
      try {
        if (isOn()) {
          place = Optional.of(controller);
          way = Optional.of(channel);
        } else {
          Listening.close(channel);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Whether the agent may wait for it still: it has not come anew, nor is its time over. */
    boolean isOn() {
      lock.lock();
      try {
        return turn.equals(Optional.of(this)) && agent.isOpen();
      } finally {
        lock.unlock();
      }
    }

    /** Waits until it is this one's time, which is at once for who comes seldom. */
    void await() throws InterruptedException {
      long wait;
      lock.lock();
      try {
        var now = System.nanoTime();
        wait = Math.max(0, free - now);
        free = now + wait + PACE;
      } finally {
        lock.unlock();
      }
      if (wait > 0) {
        Thread.sleep(Duration.ofNanos(wait));
      }
    }

    /** It has come to its end, one way or the other. Nothing is closed by that. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (turn.equals(Optional.of(this))) {
          turn = Optional.empty();
        }
      } finally {
        lock.unlock();
      }
    }

    private void giveUp() {
      Listening.close(agent);
      way.ifPresent(Listening::close);
      // it took too long for the agent
      place.ifPresent(Seat.this::passOver);
    }
  }

  /** The agent waits on this connection from now on; the one on which it waited is closed. */
  Turn take(SocketChannel agent) {
    lock.lock();
    try {
      turn.ifPresent(Turn::giveUp);
      var mine = new Turn(agent);
      turn = Optional.of(mine);
      return mine;
    } finally {
      lock.unlock();
    }
  }

  /** How many controllers there are. */
  int controllers() {
    return controllers.size();
  }

  /** The controller to try: where the agent was let in, or the next behind one that failed. */
  Endpoint controller() {
    lock.lock();
    try {
      return controllers.get(next);
    } finally {
      lock.unlock();
    }
  }

  /** This controller did not let the agent in; if it is the one to try, the next one is. */
  void passOver(Endpoint controller) {
    lock.lock();
    try {
      if (controllers.get(next).equals(controller)) {
        next = (next + 1) % controllers.size();
      }
    } finally {
      lock.unlock();
    }
  }
}
