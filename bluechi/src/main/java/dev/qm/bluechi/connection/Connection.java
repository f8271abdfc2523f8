package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Names;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection that speaks D-Bus. Any number of threads may call and send; one thread of its own
 * reads, another writes. When it ends, all who wait are told the reason.
 */
public final class Connection implements AutoCloseable {
  /** The name, the object and the interface of a bus itself. */
  public static final String BUS = "org.freedesktop.DBus";

  private static final String BUS_PATH = "/org/freedesktop/DBus";
  private static final String PEER = "org.freedesktop.DBus.Peer";
  private static final String UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod";

  /** How long the end waits for what is still to be sent, and for its threads. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final long LAST_SERIAL = 0xffff_ffffL;

  /** Messages that are read before others have their turn. */
  private static final int FAIR = 32;

  /** Bytes that one read brings at most from who came to us. */
  private static final int SMALL_ROOM = 4 << 10;

  /** What this side does when it is called. */
  @FunctionalInterface
  public interface Service {
    /** One that has no methods. */
    static Service none() {
      return new NoService();
    }

    /**
     * Does what a call asks for. It runs where messages are read, so it must not wait for a reply.
     *
     * @return the answer; nothing for a method that it does not have
     */
    Optional<Message> answer(Message call);

    /**
     * Takes a call, to answer it now or later: {@link #answer} is for those who know the answer at
     * once. While this waits nothing more is read, so the caller is slowed down; a reply that this
     * side waits for does not come meanwhile either.
     */
    default void serve(Message call, Answering answering) throws IOException {
      answering.with(
          answer(call)
              .orElseGet(() -> call.error(UNKNOWN_METHOD, "this program has no such method")));
    }

    /** The connection is there; called once, before anything else of these. */
    default void begins(Connection connection) {}

    /**
     * Hears of each signal, whether somebody subscribed to it or not. While this waits nothing more
     * is read.
     *
     * @param bytes how long the message was
     */
    default void hear(Message signal, int bytes) {}

    /** Takes the reply, or the error, to a call of {@link Connection#ask}; it must not wait. */
    default void replied(Message reply) {}

    /** The connection has ended, for this reason; called once, after all others of these. */
    default void over(String reason) {}
  }

  /** The way back to who called. */
  @FunctionalInterface
  public interface Answering {
    /** Sends the answer, if one is wanted. */
    void with(Message answer) throws ConnectionLost;
  }

  private final ByteChannel channel;
  private final Settings settings;
  private final Service service;
  private final Outgoing outgoing;

  /** Whoever made the connection serves it. */
  private final Thread reader = Thread.currentThread();

  private final Map<Long, OpenCall> calls = new ConcurrentHashMap<>();

  /** Calls whose reply is the service's. */
  private final Set<Long> asked = ConcurrentHashMap.newKeySet();

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final ReentrantLock sending = new ReentrantLock();
  private final ReentrantLock ending = new ReentrantLock();
  private long lastSerial;

  /** What is read from; only the thread that reads knows. */
  private Optional<Incoming> reading = Optional.empty();

  private volatile Optional<String> end = Optional.empty();
  private volatile Optional<String> name = Optional.empty();

  private Connection(ByteChannel channel, Settings settings, Service service) {
    this.channel = channel;
    this.settings = settings;
    this.service = service;
    this.outgoing = new Outgoing(settings);
  }

  /**
   * Connects to a bus and says hello.
   *
   * @param addresses tried in their order
   * @throws ConnectFailed when none of them has a bus that lets us in
   */
  public static Connection toBus(List<BusAddress> addresses, Settings settings, Service service)
      throws BusException, InterruptedException {
    var attempts = new ArrayList<String>();
    for (var address : addresses) {
      try {
        var connection = opened(address, settings, service);
        try {
          connection.hello();
          return connection;
        } catch (BusException failure) {
          connection.close();
          throw failure;
        }
      } catch (IOException failure) {
        attempts.add(address + ": " + reason(failure));
      }
    }
    throw new ConnectFailed(attempts);
  }

  /**
   * Connects to a program that speaks D-Bus without a bus between.
   *
   * @param addresses tried in their order
   * @throws ConnectFailed when nobody there lets us in
   */
  public static Connection toPeer(List<BusAddress> addresses, Settings settings, Service service)
      throws BusException, InterruptedException {
    var attempts = new ArrayList<String>();
    for (var address : addresses) {
      try {
        return opened(address, settings, service);
      } catch (IOException failure) {
        attempts.add(address + ": " + reason(failure));
      }
    }
    throw new ConnectFailed(attempts);
  }

  /**
   * Lets in who came through a listening socket, and serves it on this thread until the end. How
   * long it may take to get in is the business of whoever calls: it closes the channel.
   *
   * @param guid by which the listening program tells itself apart: 32 hexadecimal digits
   * @throws IOException when the other side does not get in
   */
  public static void serve(SocketChannel channel, String guid, Settings settings, Service service)
      throws IOException {
    // there may be thousands of these, which say little
    var incoming = new Incoming(channel, settings.longestMessage(), SMALL_ROOM);
    try {
      Handshake.asServer(channel, incoming, guid);
    } catch (IOException refused) {
      Listening.close(channel);
      throw refused;
    }
    var connection = new Connection(channel, settings, service);
    connection.live(incoming);
  }

  /** The name that the bus gave this program; nothing without a bus. */
  public Optional<String> name() {
    return name;
  }

  /** Calls a method and waits for its reply as long as usual. */
  public Message call(Message call) throws BusException, InterruptedException {
    return call(call, settings.replyTime());
  }

  /** Calls a method and waits for its reply. */
  public Message call(Message call, Duration time) throws BusException, InterruptedException {
    return begin(call).reply(time);
  }

  /**
   * Calls a method; the reply is waited for later.
   *
   * @throws TooManyCalls when as many as {@link Settings#openCalls} wait for theirs
   */
  public OpenCall begin(Message call) throws BusException {
    return begin(call, Optional.empty());
  }

  /** The same; {@code among} gets the reply, in its place among the signals. */
  OpenCall begin(Message call, Optional<Subscription> among) throws BusException {
    sending.lock();
    try {
      if (calls.size() + asked.size() >= settings.openCalls()) {
        throw new TooManyCalls(settings.openCalls());
      }
      var serial = nextSerial();
      var bytes = call.numbered(serial).bytes();
      var open = new OpenCall(this, call.header().member().orElse("the call"), serial, among);
      calls.put(serial, open);
      try {
        post(bytes);
      } catch (ConnectionLost lost) {
        calls.remove(serial);
        throw lost;
      }
      // what ended meanwhile has told those who waited then
      end.ifPresent(open::never);
      return open;
    } finally {
      sending.unlock();
    }
  }

  /**
   * Calls a method; the reply goes to {@link Service#replied}.
   *
   * @return the number that the reply answers to
   * @throws TooManyCalls when as many as {@link Settings#openCalls} wait for theirs
   */
  public long ask(Message call) throws BusException {
    sending.lock();
    try {
      if (calls.size() + asked.size() >= settings.openCalls()) {
        throw new TooManyCalls(settings.openCalls());
      }
      var serial = nextSerial();
      asked.add(serial);
      try {
        post(call.numbered(serial).bytes());
      } catch (ConnectionLost lost) {
        asked.remove(serial);
        throw lost;
      }
      return serial;
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits no more for the reply to an {@link #ask} of that number; one that comes is passed over.
   */
  public void giveUp(long serial) {
    asked.remove(serial);
  }

  /**
   * From now on messages that long are taken, whatever {@link Settings#longestMessage} says. Only
   * where messages are read: called by the {@link Service}.
   */
  public void allow(int longestMessage) {
    reading.ifPresent(incoming -> incoming.allow(longestMessage));
  }

  /** Ends the connection at once, whatever is still to be sent. */
  public void drop(String reason) {
    end(reason);
  }

  /** Sends a message that nobody answers: a signal, a reply, a call that wants none. */
  public void send(Message message) throws ConnectionLost {
    sending.lock();
    try {
      post(message.numbered(nextSerial()).bytes());
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits until half of what may wait to be sent is free, or the connection ends, or the time is
   * over: for who only passes on what somebody else says without end.
   */
  public void awaitRoom(Duration most) {
    outgoing.awaitRoom(most.toNanos());
  }

  /** Asks for signals; what comes from then on is kept until it is read. */
  public Subscription subscribe(List<MatchRule> rules) throws BusException, InterruptedException {
    var subscription = new Subscription(this, rules, settings);
    subscriptions.add(subscription);
    end.ifPresent(subscription::end);
    if (name.isPresent()) {
      try {
        for (var rule : rules) {
          var _ = call(ofBus("AddMatch", new Value.Text(rule.toString())));
        }
      } catch (BusException failure) {
        subscription.close();
        throw failure;
      }
    }
    return subscription;
  }

  /**
   * Who has a name on the bus.
   *
   * @return the name that the bus gave it; nothing when nobody has the name
   */
  public Optional<String> owner(String ofName) throws IOException, InterruptedException {
    try {
      return Optional.of(busName(call(ofBus("GetNameOwner", new Value.Text(ofName)))));
    } catch (CallFailed nobody) {
      if (nobody.name().equals("org.freedesktop.DBus.Error.NameHasNoOwner")) {
        return Optional.empty();
      }
      throw nobody;
    }
  }

  /** A call of the bus itself. */
  public static Message ofBus(String member, Value... arguments) {
    return Message.call(BUS_PATH, BUS, member, arguments).to(BUS);
  }

  /** Sends what is still to be sent, for a moment at most, and ends the connection. */
  @Override
  public void close() {
    outgoing.end(end.isPresent() ? 0 : FAREWELL.toNanos());
    end("this side closed it");
    settings.threads().await(reader, FAREWELL);
  }

  void forget(long serial) {
    calls.remove(serial);
  }

  void remove(Subscription subscription) {
    if (!subscriptions.remove(subscription) || name.isEmpty() || end.isPresent()) {
      return;
    }
    try {
      for (var rule : subscription.rules()) {
        send(
            ofBus("RemoveMatch", new Value.Text(rule.toString()))
                .flagged(Message.Flag.NO_REPLY_EXPECTED));
      }
    } catch (ConnectionLost gone) {
      // and the rules with it
    }
  }

  private void hello() throws BusException, InterruptedException {
    var reply = call(ofBus("Hello"), settings.patience());
    try {
      name = Optional.of(busName(reply));
    } catch (IOException other) {
      throw new ConnectionLost(reason(other));
    }
  }

  /** A name by which messages can be sent, whatever kind of bus says it. */
  private static String busName(Message reply) throws MalformedMessage {
    var said = reply.require("s").text(0);
    if (!Names.isBusName(said)) {
      throw new MalformedMessage("the bus gives a name that is none");
    }
    return said;
  }

  /** Serials begin again behind the last, passing over those that still wait for a reply. */
  private long nextSerial() {
    do {
      lastSerial = lastSerial == LAST_SERIAL ? 1 : lastSerial + 1;
    } while (calls.containsKey(lastSerial) || asked.contains(lastSerial));
    return lastSerial;
  }

  private void post(byte[] message) throws ConnectionLost {
    var ended = end;
    if (ended.isPresent()) {
      throw new ConnectionLost(ended.get());
    }
    if (!outgoing.add(message)) {
      end("the other side does not read what it is sent");
      throw new ConnectionLost("the other side does not read what it is sent");
    }
  }

  /** The first reason counts. */
  private void end(String reason) {
    ending.lock();
    try {
      if (end.isPresent()) {
        return;
      }
      end = Optional.of(reason);
    } finally {
      ending.unlock();
    }
    Listening.close(channel);
    outgoing.end(0);
    for (var call : calls.values()) {
      call.never(reason);
    }
    for (var subscription : subscriptions) {
      subscription.end(reason);
    }
  }

  private void live(Incoming incoming) {
    var writer = settings.threads().start("d-bus out", this::write);
    service.begins(this);
    read(incoming);
    settings.threads().await(writer, FAREWELL);
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads take turns only where they wait
  private void read(Incoming incoming) {
    reading = Optional.of(incoming);
    try {
      for (var count = 1; ; count++) {
        if (count % FAIR == 0) {
          // who always has more to say is not to keep others from being heard
          Thread.yield();
        }
        var bytes = incoming.message();
        var message = MessageReader.read(bytes);
        if (message.isPresent()) {
          take(message.get(), bytes.length);
        }
      }
    } catch (ClosedChannelException closed) {
      end("this side closed it");
    } catch (IOException | RuntimeException | Error failure) {
      // whatever it was, memory that is short too: nobody reads any more, and who waits must know
      end(reason(failure));
    }
    service.over(end.orElse(""));
  }

  private void take(Message message, int bytes) throws IOException {
    if (message.header().unixFds() > 0) {
      throw new MalformedMessage("file descriptors, which were not agreed on");
    }
    switch (message.kind()) {
      case RETURN, ERROR -> {
        var serial = message.header().replySerial().orElseThrow();
        if (asked.remove(serial)) {
          service.replied(message);
          return;
        }
        var call = calls.remove(serial);
        if (call != null) {
          call.came(message, bytes);
        }
      }
      case SIGNAL -> {
        for (var subscription : subscriptions) {
          subscription.offer(message, bytes);
        }
        service.hear(message, bytes);
      }
      case CALL -> {
        if (message.is(PEER, "Ping")) {
          answer(message, message.reply());
        } else {
          service.serve(message, answer -> answer(message, answer));
        }
      }
    }
  }

  private void answer(Message call, Message answer) throws ConnectionLost {
    if (!call.flags().contains(Message.Flag.NO_REPLY_EXPECTED)) {
      send(answer);
    }
  }

  private void write() {
    try {
      outgoing.drain(channel);
    } catch (ClosedChannelException closed) {
      end("this side closed it");
    } catch (IOException | RuntimeException | Error failure) {
      end(reason(failure));
    } catch (InterruptedException stopped) {
      end("this side closed it");
    }
  }

  /** Opens, gets in and begins to read, all on the thread that reads; here it is waited for. */
  private static Connection opened(BusAddress address, Settings settings, Service service)
      throws IOException, InterruptedException {
    var doors = new Doors();
    var opened = new CompletableFuture<Connection>();
    var _ =
        settings
            .threads()
            .start(
                "d-bus",
                () -> {
                  try {
                    run(doors, address, settings, service, opened);
                  } catch (IOException | RuntimeException | Error failure) {
                    opened.completeExceptionally(failure);
                  }
                });
    try {
      return opened.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException known
          ? known
          : new IOException(reason(failure), failure);
    } catch (TimeoutException late) {
      throw new IOException("no answer within " + settings.patience().toMillis() / 1000.0 + " s");
    } finally {
      if (opened.cancel(false) || opened.isCompletedExceptionally()) {
        doors.giveUp();
      }
    }
  }

  private static void run(
      Doors doors,
      BusAddress address,
      Settings settings,
      Service service,
      CompletableFuture<Connection> opened)
      throws IOException {
    var ways = new ArrayDeque<>(ways(address));
    ByteChannel channel;
    Incoming incoming;
    while (true) {
      channel = doors.open(address);
      incoming = new Incoming(channel, settings.longestMessage());
      try {
        Handshake.asClient(channel, incoming, ways.removeFirst(), address.guid());
        break;
      } catch (Handshake.Refused refused) {
        Listening.close(channel);
        if (ways.isEmpty()) {
          throw refused;
        }
      } catch (IOException failure) {
        Listening.close(channel);
        throw failure;
      }
    }
    var connection = new Connection(channel, settings, service);
    if (!opened.complete(connection)) {
      // nobody waits for it any more
      Listening.close(channel);
      return;
    }
    connection.live(incoming);
  }

  private static List<Handshake.Mechanism> ways(BusAddress address) {
    return address instanceof BusAddress.Tcp
        ? List.of(Handshake.Mechanism.ANONYMOUS, Handshake.Mechanism.EXTERNAL)
        : List.of(Handshake.Mechanism.EXTERNAL, Handshake.Mechanism.ANONYMOUS);
  }

  private static String reason(Throwable failure) {
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
