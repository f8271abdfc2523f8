package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.service.Answer;

/** Answers to clients, who may have gone before they are there. */
final class Replies {
  private Replies() {}

  /** An agent's answer, as it is. */
  static void pass(Message call, Answer answer, Connection.Answering answering) {
    send(
        switch (answer) {
          case Answer.Good(var reply) -> call.reply(reply.values().toArray(Value[]::new));
          case Answer.Refused(var name, var text) -> call.error(name, text);
        },
        answering);
  }

  /** An answer. */
  static void send(Message answer, Connection.Answering answering) {
    try {
      answering.with(answer);
    } catch (ConnectionLost gone) {
      // and who asked with it
    }
  }
}
