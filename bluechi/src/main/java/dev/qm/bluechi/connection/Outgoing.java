package dev.qm.bluechi.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be sent. Messages that are there together leave in one write: two small ones would
 * cost 40 ms where Nagle's algorithm meets delayed acknowledgements. Who sends never waits for the
 * other side to read.
 */
final class Outgoing {
  /** As much as is put together into one write. */
  private static final int TOGETHER = 64 << 10;

  private final Settings settings;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long queuedBytes;
  private boolean isEnding;
  private boolean isIdle = true;

  Outgoing(Settings settings) {
    this.settings = settings;
  }

  /**
   * Adds a message, unless too much waits already.
   *
   * @return false when the other side does not read
   */
  boolean add(byte[] message) {
    lock.lock();
    try {
      var isTooMuch =
          queue.size() >= settings.queuedMessages()
              || (!queue.isEmpty() && queuedBytes + message.length > settings.queuedBytes());
      if (!isTooMuch) {
        queue.addLast(message);
        queuedBytes += message.length;
        changed.signalAll();
      }
      return !isTooMuch;
    } finally {
      lock.unlock();
    }
  }

  /** Sends until {@link #end}. */
  void drain(WritableByteChannel to) throws IOException, InterruptedException {
    while (true) {
      var next = take();
      if (!next.hasRemaining()) {
        return;
      }
      while (next.hasRemaining()) {
        to.write(next);
      }
    }
  }

  /** Waits until half of what may wait is free, or the end. */
  void awaitRoom(long nanos) {
    lock.lock();
    try {
      var left = nanos;
      while (!isEnding && isHalfFull() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Waits a little for what is still to be sent, and lets {@link #drain} return. */
  void end(long patienceNanos) {
    lock.lock();
    try {
      isEnding = true;
      changed.signalAll();
      var left = patienceNanos;
      while (!(queue.isEmpty() && isIdle) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean isHalfFull() {
    return queue.size() > settings.queuedMessages() / 2 || queuedBytes > settings.queuedBytes() / 2;
  }

  /** What waits, together; nothing at the end. */
  private ByteBuffer take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      isIdle = true;
      changed.signalAll();
      while (queue.isEmpty() && !isEnding) {
        changed.await();
      }
      if (queue.isEmpty()) {
        return ByteBuffer.allocate(0);
      }
      isIdle = false;
      var first = queue.removeFirst();
      var length = first.length;
      var together = new ArrayDeque<byte[]>();
      while (!queue.isEmpty() && length + queue.peekFirst().length <= TOGETHER) {
        var next = queue.removeFirst();
        length += next.length;
        together.addLast(next);
      }
      queuedBytes -= length;
      if (together.isEmpty()) {
        return ByteBuffer.wrap(first);
      }
      var all = ByteBuffer.allocate(length).put(first);
      for (var next : together) {
        all.put(next);
      }
      return all.flip();
    } finally {
      lock.unlock();
    }
  }
}
