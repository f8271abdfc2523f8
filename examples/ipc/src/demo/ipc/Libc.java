package demo.ipc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The few calls of the C library that Java has no class for. */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout()
          .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle DUP = of("dup", JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP2 = of("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = of("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle UMASK = of("umask", JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET =
      of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SENDTO =
      of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  private Libc() {}

  /** A second number for the open file {@code fd}: dup(2). */
  static int dup(int fd) throws IOException {
    return (int) call("dup", state -> (int) DUP.invokeExact(state, fd));
  }

  /** Lets {@code to} stand for what {@code from} is: dup2(2). */
  static void dup2(int from, int to) throws IOException {
    call("dup2", state -> (int) DUP2.invokeExact(state, from, to));
  }

  /** close(2). */
  static void close(int fd) throws IOException {
    call("close", state -> (int) CLOSE.invokeExact(state, fd));
  }

  /** The permissions that new files do not get; gives the ones before: umask(2). */
  static int umask(int mask) throws IOException {
    return (int) call("umask", state -> (int) UMASK.invokeExact(state, mask));
  }

  /** Sends one datagram to a Unix socket; a name that begins with @ is no file: unix(7). */
  static void send(String socket, byte[] message) throws IOException {
    var fd =
        (int) call("socket", s -> (int) SOCKET.invokeExact(s, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    try (var arena = Arena.ofConfined()) {
      var name = socket.getBytes(StandardCharsets.UTF_8);
      if (name[0] == '@') {
        name[0] = 0;
      }
      // struct sockaddr_un: the family in two bytes, then the name in up to 108
      var address = arena.allocate(110, 2);
      if (name.length > 107) {
        throw new IOException("the name of a socket may have 107 bytes: " + socket);
      }
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      var text = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
      // the length counts: after it an abstract name would go on
      var length = 2 + name.length;
      call(
          "sendto",
          s ->
              (long)
                  SENDTO.invokeExact(
                      s, fd, text, text.byteSize(), MSG_NOSIGNAL, address, length));
    } finally {
      close(fd);
    }
  }

  @FunctionalInterface
  private interface Call {
    long with(MemorySegment state) throws Throwable;
  }

  private static long call(String name, Call call) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      var result = call.with(state);
      if (result < 0) {
        throw new IOException(name + " failed: error " + state.get(JAVA_INT, ERRNO_OFFSET));
      }
      return result;
    } catch (IOException | RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("restricted") // the program is started with --enable-native-access
  private static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
  }
}
