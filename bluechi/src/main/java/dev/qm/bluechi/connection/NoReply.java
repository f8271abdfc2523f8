package dev.qm.bluechi.connection;

import java.time.Duration;

/** A call was not answered in time. The other side may still do what it was asked for. */
public final class NoReply extends BusException {
  private static final long serialVersionUID = 1L;

  NoReply(String member, Duration time) {
    super(member + " was not answered within " + time.toMillis() / 1000.0 + " s");
  }
}
