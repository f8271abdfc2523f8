package dev.qm.bluechi.relay;

import dev.qm.bluechi.dbus.Message;
import java.util.Optional;

/** What becomes of a message. */
sealed interface Verdict {
  /** It is passed on, byte by byte. */
  record Pass() implements Verdict {}

  /**
   * It is not passed on.
   *
   * @param why for the log, as words after who sent it
   * @param answer what its sender gets in place of an answer, if anything
   */
  record Refuse(String why, Optional<Message> answer) implements Verdict {}

  /**
   * It is not passed on, and the connection ends.
   *
   * @param why for the log, as words after who sent it
   * @param answer what its sender gets before
   */
  record End(String why, Optional<Message> answer) implements Verdict {}

  /** All that is passed on is alike. */
  Pass PASS = new Pass();
}
