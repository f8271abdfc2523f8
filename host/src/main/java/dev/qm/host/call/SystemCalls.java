package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The few calls of the kernel that the JDK has no method for, through the machine's C library.
 *
 * <p>Linking them takes some tens of milliseconds, so only what needs them may name this class. One
 * object is for one thread.
 */
@SuppressWarnings("restricted") // the image is linked with --enable-native-access=dev.qm.host
public final class SystemCalls implements AutoCloseable {
  /** Of socket(2). */
  public static final int AF_NETLINK = 16;

  /** Of socket(2). */
  public static final int SOCK_RAW = 3;

  /** Of open(2) and socket(2): no program that is started meanwhile gets the descriptor. */
  private static final int CLOEXEC = 0x80000;

  private static final int EINTR = 4;

  /** No answer of netlink's to a question for a list is longer: the kernel's netlink_dump(). */
  private static final int LONGEST_MESSAGE = 32 << 10;

  private static final int MOST_LABEL = 4096;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      link("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      link("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKET =
      link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND =
      link("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      link("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(STATE);
  private MemorySegment received = MemorySegment.NULL;

  /** A descriptor of the file, for reading: open(2). */
  public int open(String file) throws IOException {
    return check(
        "open " + file, word(OPEN, state, arena.allocateFrom(file), CLOEXEC /* and O_RDONLY */));
  }

  /** Closes the descriptor, whatever becomes of it: close(2). */
  public void close(int descriptor) {
    try {
      word(CLOSE, state, descriptor);
    } catch (IOException impossible) {
      // a failure of close says nothing about what was read before
    }
  }

  /** Moves this thread into the namespace: setns(2). */
  public void enterNamespace(int descriptor, int kind) throws IOException {
    check("setns", word(SETNS, state, descriptor, kind));
  }

  /** A new socket: socket(2). */
  public int socket(int domain, int type, int protocol) throws IOException {
    return check("socket", word(SOCKET, state, domain, type | CLOEXEC, protocol));
  }

  /** Sends all of the bytes at once: send(2). */
  public void send(int socket, byte[] bytes) throws IOException {
    var memory = arena.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
    check("send", (int) longWord(SEND, socket, memory));
  }

  /** Waits for one message: recv(2). What is longer than 32 KiB is cut. */
  public byte[] receive(int socket) throws IOException {
    if (received.byteSize() == 0) {
      received = arena.allocate(LONGEST_MESSAGE);
    }
    while (true) {
      var length = (int) longWord(RECV, socket, received);
      if (length >= 0) {
        return received.asSlice(0, length).toArray(JAVA_BYTE);
      }
      if (errno() != EINTR) {
        check("recv", length);
      }
    }
  }

  /** The SELinux label of the file itself, not of where a link leads: lgetxattr(2). */
  public Optional<String> label(String path) throws IOException {
    var value = arena.allocate(MOST_LABEL);
    var length =
        Labels.get(state, arena.allocateFrom(path), arena.allocateFrom("security.selinux"), value);
    if (length <= 0) {
      return Optional.empty();
    }
    var bytes = value.asSlice(0, length).toArray(JAVA_BYTE);
    // the zero byte at its end belongs to the value
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).replace("\0", ""));
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Linked only where there are labels. */
  private static final class Labels {
    private static final MethodHandle LGETXATTR =
        link("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

    static long get(
        MemorySegment state, MemorySegment path, MemorySegment name, MemorySegment value)
        throws IOException {
      try {
        return (long) LGETXATTR.invokeExact(state, path, name, value, value.byteSize());
      } catch (Throwable failure) {
        throw unexpected(failure);
      }
    }
  }

  private int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + words(errno()));
    }
    return result;
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  /** The usual errors in words; the number alone for others: errno(3). */
  private static String words(int errno) {
    return switch (errno) {
      case 1 -> "not permitted";
      case 2 -> "no such file";
      case 13 -> "permission denied";
      case 22 -> "the kernel does not know it";
      case 24 -> "too many open files";
      case 93 -> "the kernel has no such protocol";
      default -> "error " + errno;
    };
  }

  private static MethodHandle link(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  // invokeExact takes its types from the call as it is written, so there is one method a shape

  private static int word(MethodHandle call, MemorySegment state, MemorySegment text, int flags)
      throws IOException {
    try {
      return (int) call.invokeExact(state, text, flags);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int word(MethodHandle call, MemorySegment state, int first) throws IOException {
    try {
      return (int) call.invokeExact(state, first);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int word(MethodHandle call, MemorySegment state, int first, int second)
      throws IOException {
    try {
      return (int) call.invokeExact(state, first, second);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int word(MethodHandle call, MemorySegment state, int first, int second, int third)
      throws IOException {
    try {
      return (int) call.invokeExact(state, first, second, third);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private long longWord(MethodHandle call, int socket, MemorySegment memory) throws IOException {
    try {
      return (long) call.invokeExact(state, socket, memory, memory.byteSize(), 0);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static IOException unexpected(Throwable failure) {
    return new IOException("cannot call the C library", failure);
  }
}
