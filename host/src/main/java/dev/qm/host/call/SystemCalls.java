package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The few calls of the kernel that the JDK has no method for, through the machine's C library.
 *
 * <p>Linking them takes some tens of milliseconds, so only what needs them may name this class. One
 * object is for one thread.
 */
public final class SystemCalls implements AutoCloseable {
  /** Of socket(2). */
  public static final int AF_NETLINK = 16;

  /** Of socket(2). */
  public static final int SOCK_RAW = 3;

  /** No answer of netlink's to a question for a list is longer: the kernel's netlink_dump(). */
  private static final int LONGEST_MESSAGE = 32 << 10;

  private static final int MOST_LABEL = 4096;

  private static final long KCMP_VM = 1;

  /** The number of kcmp, which the C library has no function for; 0 where it is not known here. */
  private static final long KCMP =
      switch (System.getProperty("os.arch", "")) {
        case "amd64", "x86_64" -> 312;
        case "aarch64", "riscv64", "loongarch64" -> 272;
        default -> 0;
      };

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = CLibrary.state(arena);
  private MemorySegment received = MemorySegment.NULL;

  /** A descriptor of the file, for reading: open(2). */
  public int open(String file) throws IOException {
    return check(
        "open " + file,
        CLibrary.call(
            "open",
            state,
            arena.allocateFrom(file).address(),
            CLibrary.CLOEXEC /* and O_RDONLY */,
            0));
  }

  /** Closes the descriptor, whatever becomes of it: close(2). */
  public void close(int descriptor) {
    PathCalls.close(descriptor);
  }

  /** Moves this thread into the namespace: setns(2). */
  public void enterNamespace(int descriptor, int kind) throws IOException {
    check("setns", CLibrary.call("setns", state, descriptor, kind, 0));
  }

  /** A new socket: socket(2). */
  public int socket(int domain, int type, int protocol) throws IOException {
    return check(
        "socket", CLibrary.call("socket", state, domain, type | CLibrary.CLOEXEC, protocol));
  }

  /** Sends all of the bytes at once: send(2). */
  public void send(int socket, byte[] bytes) throws IOException {
    var memory = arena.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
    check("send", message("send", socket, memory));
  }

  /** Waits for one message: recv(2). What is longer than 32 KiB is cut. */
  public byte[] receive(int socket) throws IOException {
    if (received.byteSize() == 0) {
      received = arena.allocate(LONGEST_MESSAGE);
    }
    while (true) {
      var length = message("recv", socket, received);
      if (length >= 0) {
        return received.asSlice(0, length).toArray(JAVA_BYTE);
      }
      if (CLibrary.errno(state) != CallFailure.EINTR) {
        check("recv", length);
      }
    }
  }

  /** The SELinux label of the file itself, not of where a link leads: lgetxattr(2). */
  public Optional<String> label(String path) {
    var value = arena.allocate(MOST_LABEL);
    var length =
        CLibrary.call(
            "lgetxattr",
            state,
            arena.allocateFrom(path).address(),
            arena.allocateFrom("security.selinux").address(),
            value.address(),
            value.byteSize(),
            0);
    if (length <= 0) {
      return Optional.empty();
    }
    var bytes = value.asSlice(0, length).toArray(JAVA_BYTE);
    // the zero byte at its end belongs to the value
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).replace("\0", ""));
  }

  /**
   * Whether two processes have one memory: kcmp(2). Not, where this kernel or machine cannot tell,
   * or this process may not look.
   */
  public boolean shareMemory(int pid, int other) {
    return KCMP > 0 && CLibrary.call("syscall", state, KCMP, pid, other, KCMP_VM, 0) == 0;
  }

  @Override
  public void close() {
    arena.close();
  }

  private int check(String call, int result) throws IOException {
    return CLibrary.check(call, state, result);
  }

  private int message(String call, int socket, MemorySegment memory) {
    return CLibrary.call(call, state, socket, memory.address(), memory.byteSize(), 0, 0);
  }
}
