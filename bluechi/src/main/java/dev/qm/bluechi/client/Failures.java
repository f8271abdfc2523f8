package dev.qm.bluechi.client;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.util.Optional;

/** What errors say. */
final class Failures {
  private Failures() {}

  /** The text of an error for people, else its name; nothing when it has neither. */
  static Optional<String> text(Message error) {
    if (!error.values().isEmpty()
        && error.values().getFirst() instanceof Value.Text(var text)
        && !text.isBlank()) {
      return Optional.of(text);
    }
    return error.header().errorName();
  }
}
