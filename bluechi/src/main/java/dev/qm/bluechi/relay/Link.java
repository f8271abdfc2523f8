package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A node and its controller, and what goes between them: one message at a time in each direction,
 * so that who does not read is not read from either.
 */
final class Link {
  private static final long LAST_SERIAL = 0xffff_ffffL;

  private final String name;
  private final PeerWire node;
  private final PeerWire controller;
  private final Guard ofNode;
  private final Guard ofController;
  private final RelayLog log;
  private final CompletableFuture<String> end = new CompletableFuture<>();

  /** The first message, and what is to happen once it is answered. */
  private final Message registration;

  private final Runnable registered;

  private volatile boolean isRegistered;

  /**
   * Both ends.
   *
   * @param name under which the node registers
   */
  record Sides(String name, PeerWire node, Guard ofNode, PeerWire controller, Guard ofController) {}

  Link(Sides sides, Message registration, Runnable registered, RelayLog log) {
    this.name = sides.name();
    this.node = sides.node();
    this.controller = sides.controller();
    this.ofNode = sides.ofNode();
    this.ofController = sides.ofController();
    this.registration = registration;
    this.registered = registered;
    this.log = log;
  }

  String name() {
    return name;
  }

  /**
   * Passes messages on until one side ends.
   *
   * @return why it ended
   */
  String run() throws InterruptedException {
    var ended = new CountDownLatch(1);
    var _ =
        Thread.ofVirtual()
            .name("relay " + name)
            .start(() -> {
              try {
                pass(controller, node, ofController, "the controller");
              } finally {
                ended.countDown();
              }
            });
    pass(node, controller, ofNode, name);
    ended.await();
    return end.getNow("");
  }

  /** Whether the controller has let the node in. */
  boolean isRegistered() {
    return isRegistered;
  }

  /** Nanoseconds for which one of the sides has not read what it is sent. */
  long stalled() {
    return Math.max(node.stalled(), controller.stalled());
  }

  /** The first reason counts. */
  void end(String reason) {
    end.complete(reason);
    node.close();
    controller.close();
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads take turns only where they wait
  private void pass(PeerWire from, PeerWire to, Guard guard, String who) {
    try {
      while (true) {
        var bytes = from.read();
        var head = MessageReader.head(bytes);
        // who always has something to say would keep other links from the processor
        Thread.yield();
        if (head.isEmpty()) {
          continue;
        }
        if (head.get().header().unixFds() > 0) {
          throw new MalformedMessage("file descriptors, which were not agreed on");
        }
        if (from == controller) {
          noteAnswer(head.get());
        }
        switch (guard.judge(new Guard.Sent(head.get(), bytes))) {
          case Verdict.Pass() -> to.write(bytes);
          case Verdict.Refuse(var why, var answer) -> {
            log.say(name + ": refused: " + (from == node ? "it" : who) + " " + why);
            answer(from, answer);
          }
          case Verdict.End(var why, var answer) -> {
            answer(from, answer);
            end(who + " " + why);
            return;
          }
        }
      }
    } catch (EOFException closed) {
      end(who + " closed it");
    } catch (ClosedChannelException closed) {
      end("it was closed here");
    } catch (IOException | RuntimeException | Error failure) {
      // whatever it was, memory that is short too: this connection ends, others do not
      end(who + ": " + Failures.reason(failure));
    }
  }

  private void noteAnswer(Message head) {
    if (!isRegistered
        && head.kind() == Message.Kind.RETURN
        && head.header().replySerial().equals(Optional.of(registration.serial()))) {
      isRegistered = true;
      registered.run();
    }
  }

  static void answer(PeerWire to, Optional<Message> answer) throws IOException {
    if (answer.isPresent()) {
      // nobody answers it, so its number tells nothing
      to.write(answer.get().numbered(LAST_SERIAL).bytes());
    }
  }
}
