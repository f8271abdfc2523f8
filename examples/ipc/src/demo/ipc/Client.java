package demo.ipc;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The QM side: sends numbered messages, and one that was not answered again, until it is. So
 * nothing is lost when the server goes and comes back.
 */
final class Client {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** How long the answer to the last message is waited for when the client is told to end. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Settings settings;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Whether it ended by itself, and its status is to be the one of the program. */
  private volatile boolean ended;

  /** The last number that was answered; 0 before the server has said where to go on. */
  private long answered;

  private Client(Settings settings) {
    this.settings = settings;
  }

  /** Talks until the process is told to end, or as many messages as it was asked for. */
  static void run(Settings settings) throws InterruptedException, IOException {
    var client = new Client(settings);
    var main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> client.stop(main)));
    try {
      client.talk(settings.requiredSocket());
    } finally {
      client.ended = client.stopping.getCount() > 0;
    }
  }

  private void talk(Path socket) throws InterruptedException, IOException {
    var pause = FIRST_PAUSE;
    for (var sent = 0L; !isDone(sent); ) {
      try (var conversation = Conversation.open(socket, settings.name())) {
        if (answered == 0) {
          answered = conversation.last();
        }
        while (!isDone(sent)) {
          conversation.say(answered + 1, "message " + (answered + 1));
          answered++;
          sent++;
          pause = FIRST_PAUSE;
          if (!isDone(sent)) {
            rest(settings.interval());
          }
        }
      } catch (ProtocolException misunderstanding) {
        // to say the same again would not help
        throw misunderstanding;
      } catch (IOException lost) {
        System.out.println(
            "no server: " + Line.reason(lost) + "; again in " + pause.toMillis() + " ms");
        rest(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  private boolean isDone(long sent) {
    return stopping.getCount() == 0 || (settings.count() > 0 && sent >= settings.count());
  }

  private void rest(Duration pause) throws InterruptedException {
    // the answer does not matter: whoever rests looks at isDone next
    var _ = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stop(Thread main) {
    if (ended) {
      return;
    }
    stopping.countDown();
    try {
      main.join(FAREWELL);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
