package dev.qm.cli.lsp;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The messages that were read and are not dealt with. One thread reads, another deals with them in
 * their order. The reader waits when too much is waiting; the other looks here whether there is
 * time for what nobody asked for.
 */
final class Inbox {
  /** Bytes that may wait: a few large documents. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  /** Messages that may wait. */
  private static final int MOST_MESSAGES = 10_000;

  private final Queue<Waiting> waiting = new ArrayDeque<>();

  /** Requests that wait, and those of them that nobody wants to be answered any more. */
  private final Set<JsonValue> requests = new HashSet<>();

  private final Set<JsonValue> cancelled = new HashSet<>();
  private long bytes;

  private record Waiting(Message message, int bytes) {}

  /** Puts a message at the end, when there is room for it. */
  synchronized void put(Message message, int length) throws InterruptedException {
    while (!waiting.isEmpty() && (bytes + length > MOST_BYTES || waiting.size() >= MOST_MESSAGES)) {
      wait();
    }
    waiting.add(new Waiting(message, length));
    bytes += length;
    if (message instanceof Message.Request request) {
      requests.add(request.id());
    }
    notifyAll();
  }

  /** The next message, as soon as there is one. */
  synchronized Message take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    var next = waiting.remove();
    bytes -= next.bytes();
    notifyAll();
    if (next.message() instanceof Message.Request request) {
      requests.remove(request.id());
      if (cancelled.remove(request.id())) {
        return new Message.Invalid(
            request.id(), ErrorCode.REQUEST_CANCELLED, "cancelled before it was begun");
      }
    }
    return next.message();
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Sees to it that a request is not carried out; too late for one that does not wait any more. */
  synchronized void cancel(JsonValue id) {
    if (requests.contains(id)) {
      cancelled.add(id);
    }
  }
}
