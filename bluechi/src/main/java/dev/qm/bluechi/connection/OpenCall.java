package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A call that was sent and whose reply is to come. */
public final class OpenCall {
  private sealed interface Answer {
    record Came(Message reply) implements Answer {
      @Override
      public Message get() throws CallFailed {
        if (reply.kind() == Message.Kind.ERROR) {
          throw CallFailed.of(reply);
        }
        return reply;
      }
    }

    record Never(String reason) implements Answer {
      @Override
      public Message get() throws ConnectionLost {
        throw new ConnectionLost(reason);
      }
    }

    Message get() throws BusException;
  }

  private final Connection connection;
  private final String member;
  private final long serial;
  private final Optional<Subscription> among;
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile Optional<Answer> answer = Optional.empty();

  OpenCall(Connection connection, String member, long serial, Optional<Subscription> among) {
    this.connection = connection;
    this.member = member;
    this.serial = serial;
    this.among = among;
  }

  /**
   * Waits for the reply.
   *
   * @throws CallFailed when the reply is an error
   * @throws NoReply when none came in time; one that comes later is passed over
   * @throws ConnectionLost when the connection ended first
   */
  public Message reply(Duration time) throws BusException, InterruptedException {
    try {
      if (!answered.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new NoReply(member, time);
      }
    } finally {
      connection.forget(serial);
    }
    return answer.orElseThrow().get();
  }

  /** Its number, which the reply names. */
  long serial() {
    return serial;
  }

  void came(Message reply, int bytes) {
    among.ifPresent(subscription -> subscription.add(reply, bytes));
    answered(new Answer.Came(reply));
  }

  void never(String reason) {
    answered(new Answer.Never(reason));
  }

  private synchronized void answered(Answer first) {
    if (answer.isEmpty()) {
      answer = Optional.of(first);
    }
    answered.countDown();
  }
}
