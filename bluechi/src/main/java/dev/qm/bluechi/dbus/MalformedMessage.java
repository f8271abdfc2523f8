package dev.qm.bluechi.dbus;

import java.io.IOException;

/** Bytes that are no valid D-Bus message, or a message that does not hold what it should. */
public final class MalformedMessage extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param what in lower case, without a full stop; nothing of the message itself is in it
   */
  public MalformedMessage(String what) {
    super("no valid D-Bus message: " + what);
  }
}
