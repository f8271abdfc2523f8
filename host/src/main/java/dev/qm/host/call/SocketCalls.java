package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Unix stream sockets by their descriptors, which Java's own do not tell: unix(7). */
public final class SocketCalls {
  /** The bytes of sun_path, its closing zero included. */
  public static final int LONGEST_PATH = 108;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final short POLLIN = 1;

  private SocketCalls() {}

  /**
   * A socket with a name in the file system, which nobody can connect to yet: socket(2), bind(2). A
   * link that has the name is not followed.
   *
   * @param mode permission bits, there from the first moment
   */
  public static int bound(String path, int mode) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var address = address(arena, path);
      var socket = socket(state, 0);
      try {
        // a chmod afterwards would follow a planted link
        var before = CLibrary.call("umask", state, 0777 & ~mode);
        try {
          CLibrary.check(
              "bind",
              state,
              CLibrary.call("bind", state, socket, address.address(), address.byteSize()));
        } finally {
          var _ = CLibrary.call("umask", state, before);
        }
        return socket;
      } catch (CallFailure failure) {
        PathCalls.close(socket);
        throw failure;
      }
    }
  }

  /**
   * Whether somebody listens on a socket, asked without waiting for a place in its queue:
   * connect(2).
   */
  public static boolean answers(String path) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var address = address(arena, path);
      var socket = socket(state, SOCK_NONBLOCK);
      try {
        CLibrary.check(
            "connect",
            state,
            CLibrary.call("connect", state, socket, address.address(), address.byteSize()));
        return true;
      } catch (CallFailure failure) {
        // EAGAIN: the queue is full, so there is one
        return failure.wouldWait();
      } finally {
        PathCalls.close(socket);
      }
    }
  }

  /** A connection to whoever listens there: connect(2). */
  public static int connected(String path) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var address = address(arena, path);
      var socket = socket(state, 0);
      try {
        CLibrary.check(
            "connect",
            state,
            CLibrary.call("connect", state, socket, address.address(), address.byteSize()));
        return socket;
      } catch (CallFailure failure) {
        PathCalls.close(socket);
        throw failure;
      }
    }
  }

  /**
   * Sends one datagram to whoever has the name: sendto(2).
   *
   * @param name a path, or a name without a file that begins with {@code @}: unix(7)
   */
  public static void tell(String name, byte[] content) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var address = address(arena, name);
      var length = address.byteSize();
      if (name.startsWith("@")) {
        address.set(JAVA_BYTE, 2, (byte) 0);
        // all bytes count of a name without a file, a closing zero too
        length--;
      }
      var bytes = arena.allocate(Math.max(1, content.length));
      MemorySegment.copy(content, 0, bytes, JAVA_BYTE, 0, content.length);
      var socket =
          CLibrary.check(
              "socket",
              state,
              CLibrary.call("socket", state, AF_UNIX, SOCK_DGRAM | CLibrary.CLOEXEC, 0));
      try {
        var sent =
            CLibrary.call(
                CLibrary.found("sendto"),
                state,
                socket,
                bytes.address(),
                content.length,
                MSG_NOSIGNAL,
                address.address(),
                length);
        CLibrary.check("sendto", state, (int) sent);
      } finally {
        PathCalls.close(socket);
      }
    }
  }

  /** Lets clients come: listen(2). */
  public static void listen(int socket, int backlog) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      CLibrary.check("listen", state, CLibrary.call("listen", state, socket, backlog, 0));
    }
  }

  /** Waits until there is something to read, or a client: poll(2). */
  public static void await(int socket) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      // struct pollfd: the descriptor, what is waited for, what is there
      var poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, socket);
      poll.set(JAVA_SHORT, 4, POLLIN);
      while (CLibrary.call("poll", state, poll.address(), 1, -1) < 0) {
        if (CLibrary.errno(state) != CallFailure.EINTR) {
          throw new CallFailure("poll", CLibrary.errno(state));
        }
      }
    }
  }

  /** Makes {@code copy} another number of the socket, whatever it was before: dup2(2). */
  public static void duplicate(int socket, int copy) throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      CLibrary.check("dup2", state, CLibrary.call("dup2", state, socket, copy, 0));
    }
  }

  private static int socket(MemorySegment state, int flags) throws CallFailure {
    return CLibrary.check(
        "socket",
        state,
        CLibrary.call("socket", state, AF_UNIX, SOCK_STREAM | CLibrary.CLOEXEC | flags, 0));
  }

  /** A sockaddr_un: the family, then the path, zero at the end. */
  private static MemorySegment address(Arena arena, String path) {
    var name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= LONGEST_PATH) {
      throw new IllegalArgumentException("too long for a socket: " + path);
    }
    var address = arena.allocate(2 + name.length + 1, 2);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
    return address;
  }
}
