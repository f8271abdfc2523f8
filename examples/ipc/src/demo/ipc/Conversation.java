package demo.ipc;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection of the client, from the greeting to the end. */
final class Conversation implements AutoCloseable {
  /** A server that starts anew has the connection waiting in its socket meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SocketChannel channel;

  /** Answers; empty is the end of the connection. */
  private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(16);

  private long last;

  private Conversation(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects and says who it is.
   *
   * @throws IOException when there is no server
   */
  static Conversation open(Path socket, String name) throws IOException, InterruptedException {
    var conversation = new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    try {
      Thread.ofVirtual().start(conversation::read);
      conversation.greet(name);
      return conversation;
    } catch (IOException | InterruptedException failure) {
      conversation.close();
      throw failure;
    }
  }

  /** The last number that the server had from a client of this name; 0 when it knows none. */
  long last() {
    return last;
  }

  /** Sends a message and waits for its answer, which must be the right one. */
  void say(long number, String text) throws IOException, InterruptedException {
    send("SAY " + number + " " + text);
    var answer = answer();
    if (!answer.equals("ACK " + number + " " + text)) {
      throw new ProtocolException("a wrong answer to " + number + ": " + answer);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void greet(String name) throws IOException, InterruptedException {
    send("HELLO " + name);
    var words = answer().split(" ", -1);
    if (words.length != 3 || !words[0].equals("WELCOME") || Line.number(words[2]) < 0) {
      throw new ProtocolException("the server does not welcome " + name + ": " + words[0]);
    }
    last = Line.number(words[2]);
  }

  private void send(String line) throws IOException {
    System.out.println("-> " + line);
    Line.write(channel, line);
  }

  private String answer() throws IOException, InterruptedException {
    var answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      throw new IOException("no answer for " + PATIENCE.toSeconds() + " s");
    }
    return answer.orElseThrow(() -> new IOException("the server has closed the connection"));
  }

  private void read() {
    try {
      listen();
      answers.put(Optional.empty());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() throws InterruptedException {
    try (channel) {
      var lines = new Line.Reader(channel);
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        System.out.println("<- " + Line.printable(line.get()));
        if (!line.get().startsWith("TICK ")) {
          answers.put(line);
        }
      }
    } catch (ClosedChannelException end) {
      // by close(), on this side
    } catch (IOException lost) {
      System.out.println("lost the server: " + Line.reason(lost));
    }
  }
}
