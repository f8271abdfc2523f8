package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;

/**
 * The kernel is asked for one network device, the first, which is lo: rtnetlink(7), RTM_GETLINK.
 * The answer waits for the lock that guards all network devices.
 */
public final class LinkQuestion implements Work {
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_ROUTE = 0;

  // struct nlmsghdr, 16 bytes, and struct ifinfomsg, 16 bytes
  private static final int LENGTH = 32;
  private static final int TYPE_AT = 4;
  private static final int FLAGS_AT = 6;
  private static final int SEQUENCE_AT = 8;
  private static final int INDEX_AT = 20;

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int NLM_F_REQUEST = 1;

  private final RepeatedCall send = new RepeatedCall("send");
  private final RepeatedCall receive = new RepeatedCall("recv");
  private final NativeMemory question = NativeMemory.of(LENGTH);
  private final NativeMemory answer = NativeMemory.of(32 << 10);
  private final Descriptor socket;
  private int sequence;

  /** Opens the socket. */
  public LinkQuestion() throws IOException {
    socket = Descriptor.socket(AF_NETLINK, Descriptor.SOCK_RAW, NETLINK_ROUTE);
    socket.waitAtMost(Descriptor.PATIENCE);
    question.putInt(0, LENGTH);
    question.putShort(TYPE_AT, RTM_GETLINK);
    question.putShort(FLAGS_AT, NLM_F_REQUEST);
    question.putInt(INDEX_AT, 1);
  }

  @Override
  public boolean once() {
    sequence++;
    question.putInt(SEQUENCE_AT, sequence);
    if (send.call(socket.number(), question.address(), LENGTH, 0) != LENGTH) {
      return false;
    }
    while (true) {
      var length = receive.call(socket.number(), answer.address(), answer.length(), 0);
      if (length < LENGTH / 2) {
        if (length < 0 && receive.wasInterrupted()) {
          continue;
        }
        return false;
      }
      // an earlier answer that came too late is passed over
      if (answer.getInt(SEQUENCE_AT) == sequence) {
        return answer.getShort(TYPE_AT) == RTM_NEWLINK;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
