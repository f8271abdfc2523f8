package dev.qm.cli.lsp;

/** What comes next on a stream of messages. */
sealed interface Frame {
  /** The bytes of a message. */
  final class Body implements Frame {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** A message that was passed over; the next one can be read. */
  record PassedOver(String why) implements Frame {}

  /** Something after which nobody knows where a message begins. */
  record Broken(String why) implements Frame {}

  /** The end, between two messages. */
  record End() implements Frame {}
}
