package demo.ipc;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The safety side: answers every client, and no client can keep it from answering the others. */
final class Server {
  /** More are not served at once; the one that is missed least goes. */
  private static final int MOST_CLIENTS = 64;

  /** New clients a second. */
  private static final int PACE = 200;

  /** How long a new client may take to say who it is, and then to read the last answers. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Settings settings;
  private final Listening listening;
  private final Notify notify = Notify.ofEnvironment();
  private final Sessions sessions = new Sessions();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile int status;

  private Server(Settings settings, Listening listening) {
    this.settings = settings;
    this.listening = listening;
  }

  /** Serves until the process is told to end. */
  static void run(Settings settings) throws IOException, InterruptedException {
    var server = new Server(settings, Listening.open(settings));
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    Thread.ofVirtual().start(server::tick);
    System.out.println(
        "ready on "
            + server.listening.own().map(Path::toString).orElse("the socket that was handed over"));
    server.notify.ready();
    try {
      server.accept();
    } catch (IOException failure) {
      server.status = 1;
      throw failure;
    }
  }

  private void accept() throws IOException, InterruptedException {
    var pace = new Pace(PACE);
    try {
      while (true) {
        var connection = new Connection(listening.channel().accept(), sessions, connections::remove);
        makeRoom();
        connections.add(connection);
        connection.start();
        pace.await();
      }
    } catch (ClosedChannelException end) {
      if (!stopping) {
        throw end;
      }
    } finally {
      closed.countDown();
    }
  }

  /** Lets go of the client that is missed least: one without a name, and the longest silent. */
  private void makeRoom() {
    while (connections.size() >= MOST_CLIENTS) {
      connections.stream()
          .min(Comparator.comparing(Connection::isKnown).thenComparing(Connection::heard))
          .ifPresent(
              silent -> {
                System.out.println("too many clients, " + silent + " is dropped");
                silent.drop();
              });
    }
  }

  /** What the server says unasked, and a look at who does not listen. */
  private void tick() {
    var told = -1L;
    try {
      for (var count = 1L; ; count++) {
        Thread.sleep(settings.tick());
        for (var connection : connections) {
          connection.push("TICK " + count);
          if (connection.isStuckFor(settings.stall())) {
            System.out.println(connection + " does not read, it is dropped");
            connection.drop();
          }
        }
        var messages = sessions.messages();
        if (messages != told) {
          notify.status(connections.size() + " clients, " + messages + " messages");
          told = messages;
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGTERM: no new clients, the last answers, and a status that says how it went. */
  private void stop() {
    stopping = true;
    notify.stopping();
    try {
      listening.close();
      // whom the kernel let in before is among the connections, and has a right to an answer
      closed.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      // all at once: a silent client costs the others none of their time
      var farewells =
          connections.stream()
              .map(connection -> Thread.ofVirtual().start(() -> connection.finish(FAREWELL)))
              .toList();
      for (var farewell : farewells) {
        farewell.join();
      }
    } catch (IOException failure) {
      System.err.println("cannot close the socket: " + Line.reason(failure));
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    System.out.println("ended");
    System.out.flush();
    Runtime.getRuntime().halt(status);
  }
}
