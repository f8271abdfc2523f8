package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent whose word a test has: it answers what it is told to. */
final class TestAgent implements AutoCloseable, Connection.Service {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A call that the controller made. */
  record Asked(Message call, Connection.Answering answering) {
    void answer(Value... results) throws IOException {
      answering.with(call.reply(results));
    }

    void refuse(String error, String text) throws IOException {
      answering.with(call.error(error, text));
    }
  }

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> signals = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Connection connection;

  private TestAgent(String address) throws Exception {
    connection = Connection.toPeer(BusAddress.parse(address), Settings.CLIENT, this);
  }

  /** One that is connected, and not registered. */
  static TestAgent at(String address) throws Exception {
    return new TestAgent(address);
  }

  /** One that is registered. */
  static TestAgent at(String address, String name) throws Exception {
    var agent = new TestAgent(address);
    agent.register(name);
    return agent;
  }

  void register(String name) throws BusException, InterruptedException {
    var _ = connection.call(register(Terms.text(name)), PATIENCE);
  }

  static Message register(Value... arguments) {
    return Message.call(
        Terms.INTERNAL_CONTROLLER_PATH, Terms.INTERNAL_CONTROLLER, "Register", arguments);
  }

  Connection connection() {
    return connection;
  }

  /** The next call, whatever it is. */
  Asked asked() throws InterruptedException {
    var next = asked.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("asked for nothing");
    }
    return next;
  }

  /** The next call, which must be this one. */
  Asked asked(String member) throws InterruptedException {
    var next = asked.poll(30, TimeUnit.SECONDS);
    if (next == null || !next.call().header().member().equals(Optional.of(member))) {
      throw new AssertionError("asked for " + next + " in place of " + member);
    }
    return next;
  }

  /** The next call, which must be this one about this unit. */
  Asked asked(String member, String unit) throws InterruptedException {
    var next = asked(member);
    if (!next.call().text(0).equals(unit)) {
      throw new AssertionError(next + " is not about " + unit);
    }
    return next;
  }

  /** Whether it was asked for something. */
  boolean isAsked() {
    return !asked.isEmpty();
  }

  /** The next signal. */
  Message heard() throws InterruptedException {
    var next = signals.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no signal");
    }
    return next;
  }

  void tell(String member, Value... arguments) throws BusException {
    connection.send(
        Message.signal(Terms.INTERNAL_AGENT_PATH, Terms.INTERNAL_AGENT, member, arguments));
  }

  /** Waits until what it said was heard: each message has its turn. */
  void settle() throws BusException, InterruptedException {
    var _ = connection.call(Message.call("/", Terms.PEER, "Ping"), PATIENCE);
  }

  /** Waits until the controller ends the connection. */
  void awaitEnd() throws InterruptedException {
    if (!over.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection is still there");
    }
  }

  @Override
  public Optional<Message> answer(Message call) {
    return Optional.empty();
  }

  @Override
  public void serve(Message call, Connection.Answering answering) {
    asked.add(new Asked(call, answering));
  }

  @Override
  public void hear(Message signal, int bytes) {
    signals.add(signal);
  }

  @Override
  public void over(String reason) {
    over.countDown();
  }

  @Override
  public void close() {
    connection.close();
  }
}
