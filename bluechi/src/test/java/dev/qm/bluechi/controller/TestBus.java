package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bus with one program on it, the controller, and whatever clients a test makes up. */
final class TestBus implements AutoCloseable {
  static final String CLIENT = ":1.7";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServerSocketChannel door;
  private final CompletableFuture<Connection> controller = new CompletableFuture<>();
  private final BlockingQueue<Message> signals = new LinkedBlockingQueue<>();
  private final Semaphore held = new Semaphore(1);
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  private TestBus(ServerSocketChannel door) {
    this.door = door;
  }

  static TestBus open() throws IOException {
    var bus =
        new TestBus(
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    var _ = Thread.ofVirtual().start(bus::run);
    return bus;
  }

  String address() throws IOException {
    return "tcp:host=127.0.0.1,port=" + ((InetSocketAddress) door.getLocalAddress()).getPort();
  }

  /** What the controller says when a client calls it. */
  Message call(String path, String interfaceName, String member, Value... arguments)
      throws Exception {
    return callAs(CLIENT, path, interfaceName, member, arguments);
  }

  Message callAs(
      String client, String path, String interfaceName, String member, Value... arguments)
      throws Exception {
    return controller
        .get(30, TimeUnit.SECONDS)
        .begin(Message.call(path, interfaceName, member, arguments).from(client))
        .reply(PATIENCE);
  }

  /** The next signal of that name; those before it are passed over. */
  Message signal(String member) throws InterruptedException {
    var passed = new ArrayList<Message>();
    while (true) {
      var signal = signals.poll(30, TimeUnit.SECONDS);
      if (signal == null) {
        throw new AssertionError("no " + member + ", but " + passed);
      }
      if (signal.header().member().equals(Optional.of(member))) {
        return signal;
      }
      passed.add(signal);
    }
  }

  /** All signals that came until now, but for those of properties; the controller has no more. */
  List<Message> signals() throws Exception {
    // what it says is in order, so whatever came before this answer is here
    var _ = call(Terms.PATH, Terms.CONTROLLER, "ListNodes");
    var all = new ArrayList<Message>();
    signals.drainTo(all);
    all.removeIf(signal -> signal.is(Terms.PROPERTIES, "PropertiesChanged"));
    return all;
  }

  /** Reads nothing behind the next signal, until {@link #release}. */
  void hold() {
    held.acquireUninterruptibly();
  }

  void release() {
    held.release();
  }

  /** A client leaves the bus. */
  void leave(String client) throws Exception {
    gone.add(client);
    controller
        .get(30, TimeUnit.SECONDS)
        .send(
            Message.signal(
                    "/org/freedesktop/DBus",
                    Connection.BUS,
                    "NameOwnerChanged",
                    Terms.text(client),
                    Terms.text(client),
                    Terms.text(""))
                .from(Connection.BUS));
  }

  @Override
  public void close() throws IOException {
    door.close();
    if (controller.isDone()) {
      controller.join().drop("the test is over");
    }
  }

  private void run() {
    try {
      var channel = door.accept();
      Connection.serve(channel, "0".repeat(32), Settings.CLIENT, new Daemon());
    } catch (IOException over) {
      // and so is the test
    }
  }

  private final class Daemon implements Connection.Service {
    private Optional<Connection> connection = Optional.empty();

    @Override
    public void begins(Connection with) {
      connection = Optional.of(with);
    }

    @Override
    public Optional<Message> answer(Message call) {
      return switch (call.header().member().orElse("")) {
        case "Hello" -> Optional.of(call.reply(Terms.text(":1.1")).from(Connection.BUS));
        case "RequestName" -> {
          controller.complete(connection.orElseThrow());
          yield Optional.of(call.reply(new Value.U32(1)));
        }
        case "GetNameOwner" ->
            Optional.of(
                gone.contains(call.text(0))
                    ? call.error("org.freedesktop.DBus.Error.NameHasNoOwner", "it has gone")
                    : call.reply(call.values().getFirst()));
        default -> Optional.of(call.reply());
      };
    }

    @Override
    public void hear(Message signal, int bytes) {
      held.acquireUninterruptibly();
      held.release();
      signals.add(signal);
    }

    @Override
    public void serve(Message call, Connection.Answering answering) throws ConnectionLost {
      answering.with(answer(call).orElseThrow());
    }
  }
}
