package dev.qm.host.socket;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.UnixSocket.Name;
import dev.qm.host.socket.UnixSocket.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The question for all unix sockets of a network namespace and its answer, as bytes: netlink(7),
 * sock_diag(7), the kernel's linux/unix_diag.h. Whatever the bytes are, reading them ends and gives
 * what they say; it does no input or output.
 */
final class UnixDiagnosis {
  /** The netlink family: sock_diag(7). */
  static final int NETLINK_SOCK_DIAG = 4;

  private static final int AF_UNIX = 1;
  private static final int HEADER = 16;
  private static final int BODY = 16;
  private static final int ATTRIBUTE = 4;

  // message types: netlink(7)
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  // NLM_F_REQUEST and NLM_F_DUMP
  private static final int DUMP = 0x301;
  // UDIAG_SHOW_: name 1, vfs 2, peer 4, icons 8, rqlen 0x10, uid 0x40
  private static final int SHOW = 0x5f;

  // attributes: enum of linux/unix_diag.h
  private static final int NAME = 0;
  private static final int VFS = 1;
  private static final int PEER = 2;
  private static final int ICONS = 3;
  private static final int RQLEN = 4;
  private static final int UID = 7;

  // states: the kernel's tcp_states.h
  private static final int ESTABLISHED = 1;
  private static final int LISTEN = 10;

  private UnixDiagnosis() {}

  /**
   * What one message from the kernel says.
   *
   * @param isLast no more will come
   * @param error the kernel's errno(3); 0 for none
   */
  record Answer(List<UnixSocket> sockets, boolean isLast, int error) {
    Answer {
      sockets = List.copyOf(sockets);
    }
  }

  /** The question. */
  static byte[] request() {
    var bytes = ByteBuffer.allocate(HEADER + 24).order(ByteOrder.nativeOrder());
    bytes.putInt(bytes.capacity()).putShort((short) SOCK_DIAG_BY_FAMILY).putShort((short) DUMP);
    bytes.putInt(1).putInt(0);
    // family, protocol, padding, all states, any inode, what to show, no cookie
    bytes.put((byte) AF_UNIX).put((byte) 0).putShort((short) 0).putInt(-1).putInt(0).putInt(SHOW);
    return bytes.array();
  }

  /**
   * Reads one datagram, which holds several netlink messages. What is cut off at its end, or makes
   * no sense, is left out.
   *
   * @param network where the question was asked
   */
  static Answer read(byte[] datagram, long network) {
    var bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    var sockets = new ArrayList<UnixSocket>();
    var at = 0;
    while (datagram.length - at >= HEADER) {
      var length = bytes.getInt(at);
      if (length < HEADER || length > datagram.length - at) {
        break;
      }
      switch (bytes.getShort(at + 4) & 0xffff) {
        case DONE -> {
          return new Answer(sockets, true, 0);
        }
        case ERROR -> {
          // a negative errno follows the header; 0 would be an acknowledgement
          var error = length < HEADER + 4 ? 0 : -bytes.getInt(at + HEADER);
          return new Answer(sockets, true, error);
        }
        case SOCK_DIAG_BY_FAMILY -> {
          if (length >= HEADER + BODY && bytes.get(at + HEADER) == AF_UNIX) {
            sockets.add(socket(bytes, at + HEADER, at + length, network));
          }
        }
        default -> {
          // no message of ours
        }
      }
      at += aligned(length);
      if (at < 0) {
        break;
      }
    }
    return new Answer(sockets, false, 0);
  }

  private static UnixSocket socket(ByteBuffer bytes, int from, int end, long network) {
    var inode = unsigned(bytes, from + 4);
    var type = type(bytes.get(from + 1));
    var state = state(bytes.get(from + 2));
    var name = Optional.<Name>empty();
    var file = Optional.<FileId>empty();
    var peer = OptionalLong.empty();
    var owner = OptionalLong.empty();
    List<Long> waiting = List.of();
    var receive = 0L;
    var send = 0L;
    var at = from + BODY;
    while (end - at >= ATTRIBUTE) {
      var length = bytes.getShort(at) & 0xffff;
      if (length < ATTRIBUTE || length > end - at) {
        break;
      }
      var value = at + ATTRIBUTE;
      var size = length - ATTRIBUTE;
      // the two highest bits are flags: netlink(7)
      switch (bytes.getShort(at + 2) & 0x3fff) {
        case NAME -> name = name(copy(bytes, value, size));
        case VFS -> {
          if (size >= 8) {
            file =
                Optional.of(
                    FileId.ofKernelDevice(unsigned(bytes, value + 4), unsigned(bytes, value)));
          }
        }
        case PEER -> {
          if (size >= 4 && unsigned(bytes, value) != 0) {
            peer = OptionalLong.of(unsigned(bytes, value));
          }
        }
        case ICONS -> waiting = numbers(bytes, value, size);
        case RQLEN -> {
          if (size >= 8) {
            receive = unsigned(bytes, value);
            send = unsigned(bytes, value + 4);
          }
        }
        case UID -> {
          if (size >= 4) {
            owner = OptionalLong.of(unsigned(bytes, value));
          }
        }
        default -> {
          // of a newer kernel
        }
      }
      at += aligned(length);
    }
    return new UnixSocket(
        inode, type, state, name, file, peer, waiting, receive, send, owner, network);
  }

  private static byte[] copy(ByteBuffer bytes, int from, int size) {
    var copy = new byte[size];
    bytes.get(from, copy);
    return copy;
  }

  private static Optional<Name> name(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.empty();
    }
    if (bytes[0] == 0) {
      return Optional.of(
          new Name.Abstract(Untrusted.of(Arrays.copyOfRange(bytes, 1, bytes.length))));
    }
    // a path ends with a zero byte, or where it fills the address
    var end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Optional.of(new Name.File(Untrusted.of(Arrays.copyOf(bytes, end))));
  }

  private static List<Long> numbers(ByteBuffer bytes, int from, int size) {
    var numbers = new ArrayList<Long>();
    for (var at = from; at + 4 <= from + size; at += 4) {
      if (unsigned(bytes, at) != 0) {
        numbers.add(unsigned(bytes, at));
      }
    }
    return numbers;
  }

  private static UnixSocket.Type type(byte type) {
    return switch (type) {
      case 1 -> UnixSocket.Type.STREAM;
      case 2 -> UnixSocket.Type.DATAGRAM;
      case 5 -> UnixSocket.Type.SEQUENCED_PACKETS;
      default -> UnixSocket.Type.OTHER;
    };
  }

  private static State state(byte state) {
    return switch (state) {
      case LISTEN -> State.LISTENING;
      case ESTABLISHED -> State.CONNECTED;
      default -> State.UNCONNECTED;
    };
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xffff_ffffL;
  }

  /** Messages and attributes begin at multiples of four. */
  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
