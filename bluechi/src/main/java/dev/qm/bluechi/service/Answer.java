package dev.qm.bluechi.service;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;

/** What became of a call. */
public sealed interface Answer {
  /** It was answered as it should be. */
  record Good(Message reply) implements Answer {}

  /**
   * It was not.
   *
   * @param name of the error
   */
  record Refused(String name, String text) implements Answer {}

  /**
   * What a reply or an error says.
   *
   * @param types that the reply should have
   * @param who is to have sent it, for people
   */
  static Answer of(Message reply, String types, String who) {
    if (reply.kind() == Message.Kind.ERROR) {
      var text =
          !reply.values().isEmpty() && reply.values().getFirst() instanceof Value.Text(var said)
              ? said
              : "";
      return new Refused(reply.header().errorName().orElse(Terms.FAILED), text);
    }
    return Terms.has(reply, types)
        ? new Good(reply)
        : new Refused(Terms.FAILED, who + " answered in an unknown form");
  }
}
