package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.Message;
import java.util.Optional;

/** A service without methods. A lambda would be made at run time, 10 ms before the first call. */
final class NoService implements Connection.Service {
  @Override
  public Optional<Message> answer(Message call) {
    return Optional.empty();
  }
}
