package demo.ipc;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One client. A thread reads and a thread writes, with a short queue between them. When the client
 * does not read, the queue fills, then reading stops, then the client's own writing: it can fill
 * its own socket and nothing else.
 */
final class Connection {
  /** Lines that wait to be written. */
  private static final int QUEUE = 32;

  /** Lines a second that are taken from one client. */
  private static final int PACE = 500;

  /** Nobody sends this: it has an end of line in it. */
  private static final String END = "\n";

  private final SocketChannel channel;
  private final Sessions sessions;
  private final Consumer<Connection> gone;
  private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(QUEUE);
  private final Thread reader = Thread.ofVirtual().unstarted(this::read);
  private final Thread writer = Thread.ofVirtual().unstarted(this::write);
  private final CountDownLatch greeted = new CountDownLatch(1);
  private volatile String name = "";
  private volatile long heard = System.nanoTime();

  /** Since when a line is being written; 0 while none is. */
  private volatile long writing;

  Connection(SocketChannel channel, Sessions sessions, Consumer<Connection> gone) {
    this.channel = channel;
    this.sessions = sessions;
    this.gone = gone;
  }

  void start() {
    reader.start();
    writer.start();
  }

  /** Whether it has said who it is. */
  boolean isKnown() {
    return !name.isEmpty();
  }

  /** When its last line came: System.nanoTime(). */
  long heard() {
    return heard;
  }

  /** Sends a line that is not worth waiting for: a client that is behind does not get it. */
  void push(String line) {
    if (isKnown()) {
      outgoing.offer(line);
    }
  }

  /** Whether the client has let its queue stay full, and not read, for so long. */
  boolean isStuckFor(Duration limit) {
    var since = writing;
    return since != 0
        && outgoing.remainingCapacity() == 0
        && System.nanoTime() - since > limit.toNanos();
  }

  /**
   * Takes no more lines than the one that says who the client is; what waits to be written still
   * is. For each, at most {@code limit}.
   */
  void finish(Duration limit) {
    try {
      greeted.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      channel.shutdownInput();
      writer.join(limit);
    } catch (IOException closed) {
      // it is at its end already
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it at once. */
  void drop() {
    try {
      channel.close();
    } catch (IOException failure) {
      System.err.println("cannot close a connection: " + Line.reason(failure));
    }
    // whichever of its threads waits for the other
    reader.interrupt();
    writer.interrupt();
    gone.accept(this);
  }

  @Override
  public String toString() {
    return isKnown() ? "client " + name : "a client without a name";
  }

  private void read() {
    var lines = new Line.Reader(channel);
    var pace = new Pace(PACE);
    try {
      for (var answer = answer(lines); !answer.equals(END); answer = answer(lines)) {
        outgoing.put(answer);
        greeted.countDown();
        if (answer.startsWith("ERR ")) {
          break;
        }
        pace.await();
      }
      outgoing.put(END);
    } catch (InterruptedException dropped) {
      drop();
    } finally {
      greeted.countDown();
    }
  }

  private void write() {
    try {
      for (var line = outgoing.take(); !line.equals(END); line = outgoing.take()) {
        writing = System.nanoTime();
        Line.write(channel, line);
        writing = 0;
      }
    } catch (InterruptedException dropped) {
      // drop() below is all there is to do
    } catch (IOException lost) {
      // the client went away; it will send again what was not answered
    }
    drop();
  }

  /** The answer to the next line; {@link #END} when there is none. */
  private String answer(Line.Reader lines) {
    try {
      var line = lines.next();
      heard = System.nanoTime();
      return line.map(this::answer).orElse(END);
    } catch (IOException wrong) {
      return "ERR " + Line.reason(wrong);
    }
  }

  private String answer(String line) {
    var words = line.split(" ", 3);
    if (words.length == 2 && words[0].equals("HELLO") && isName(words[1])) {
      name = words[1];
      return "WELCOME " + name + " " + sessions.last(name);
    }
    if (words.length == 3 && words[0].equals("SAY") && isKnown()) {
      return sessions.say(name, Line.number(words[1]), words[2]);
    }
    return "ERR expected HELLO and a name, then SAY, a number and a text";
  }

  private static boolean isName(String word) {
    return !word.isEmpty()
        && word.length() <= 40
        && word.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
