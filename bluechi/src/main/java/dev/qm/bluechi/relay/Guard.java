package dev.qm.bluechi.relay;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.util.Optional;

/** Judges what one side sends to the other. */
interface Guard {
  /** One that lets everything pass. */
  Guard NONE = _ -> Verdict.PASS;

  /** Bytes of a message whose arguments are read; a list of units to enable is far from it. */
  int LONGEST = 64 << 10;

  /**
   * Judges a message.
   *
   * @throws IOException when it is none, or of another form than the other side takes
   */
  Verdict judge(Sent message) throws IOException;

  /** A message that is on its way. */
  final class Sent {
    private final Message head;
    private final byte[] bytes;

    /**
     * A message.
     *
     * @param head without its arguments
     * @param bytes all of it, which nobody changes
     */
    Sent(Message head, byte[] bytes) {
      this.head = head;
      this.bytes = bytes;
    }

    /** The message without its arguments. */
    Message head() {
      return head;
    }

    /** All of it. */
    byte[] bytes() {
      return bytes;
    }

    /** The message with its arguments. */
    Message whole() throws MalformedMessage {
      if (bytes.length > LONGEST) {
        throw new MalformedMessage("a message of this kind with more than " + LONGEST + " bytes");
      }
      return MessageReader.read(bytes).orElseThrow();
    }

    /** Whether it calls that method; a call need not say the interface. */
    boolean calls(String interfaceName, String member) {
      return head.kind() == Message.Kind.CALL
          && head.header().member().equals(Optional.of(member))
          && head.header().interfaceName().map(interfaceName::equals).orElse(true);
    }

    /** Whether it is that signal. */
    boolean signals(String interfaceName, String member) {
      return head.kind() == Message.Kind.SIGNAL && head.is(interfaceName, member);
    }

    /**
     * Refuses it; a call that wants an answer gets an error.
     *
     * @param who sent it, for the answer
     * @param why as words after that
     */
    Verdict refused(String who, String why) {
      var wantsAnswer =
          head.kind() == Message.Kind.CALL
              && !head.flags().contains(Message.Flag.NO_REPLY_EXPECTED);
      return new Verdict.Refuse(
          why,
          wantsAnswer
              ? Optional.of(head.error(Terms.ACCESS_DENIED, who + " " + why))
              : Optional.empty());
    }
  }
}
