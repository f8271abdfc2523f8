package dev.qm.testbed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One message between the harness and the agent in the VM; the agent's own text ({@code
 * testbed/image/usr/sbin/testbed-agent}) describes the kinds.
 */
final class Frame {

  /** What a frame means, by the letter that stands for it on the wire. */
  enum Kind {
    RUN('R'),
    INPUT('I'),
    HELLO('H'),
    OUTPUT('O'),
    ERROR('E'),
    EXIT('X');

    private final int letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind of(int letter) throws IOException {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IOException("the agent sent a frame of the unknown kind " + letter);
    }
  }

  private final Kind kind;
  private final int command;
  private final byte[] payload;

  Frame(Kind kind, int command, byte[] payload) {
    this.kind = kind;
    this.command = command;
    this.payload = payload;
  }

  static Frame readFrom(DataInputStream in) throws IOException {
    Kind kind = Kind.of(in.readUnsignedByte());
    int command = in.readInt();
    return new Frame(kind, command, in.readNBytes(in.readInt()));
  }

  Kind kind() {
    return kind;
  }

  /** The number of the command that it belongs to, 0 for none. */
  int command() {
    return command;
  }

  byte[] payload() {
    return payload;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeByte(kind.letter);
    out.writeInt(command);
    out.writeInt(payload.length);
    out.write(payload);
  }
}
