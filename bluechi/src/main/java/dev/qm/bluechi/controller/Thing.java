package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.service.Answer;
import java.util.Optional;

/** An object that clients call; the lock is held. */
interface Thing {
  /** The interface that it has. */
  Spec spec();

  /**
   * Does what a call asks for, and answers it now or later.
   *
   * @param call of a method that the interface has, with the types that it takes
   */
  void call(Message call, Connection.Answering answering) throws ConnectionLost;

  /** What a property is; nothing of one that the interface does not have. */
  Optional<Value> property(String name);

  /** Whether nothing can be asked for now, but properties. */
  default Optional<Answer.Refused> refusal() {
    return Optional.empty();
  }
}
