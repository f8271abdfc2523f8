package dev.qm.host.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.qm.host.HostException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A listening Unix stream socket whose clients somebody else accepts: a program that gets it handed
 * over. Java's own server socket does not tell its descriptor.
 *
 * <p>Linking the C library takes some tens of milliseconds, so only what needs it may name this
 * class.
 */
@SuppressWarnings("restricted") // the image is linked with --enable-native-access=dev.qm.host
public final class ListeningSocket implements AutoCloseable {
  /** The bytes of sun_path, its closing zero included: unix(7). */
  private static final int LONGEST_PATH = 108;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final short POLLIN = 1;
  private static final int EINTR = 4;
  private static final int EADDRINUSE = 98;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = link("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = link("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = link("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle DUP2 = link("dup2", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = link("close", JAVA_INT);
  private static final MethodHandle UMASK = link("umask", JAVA_INT);

  private final Path path;
  private final int descriptor;

  private ListeningSocket(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Makes the socket {@code path} and listens. A socket there that nobody listens on is replaced,
   * nothing else is.
   *
   * @param mode permission bits; whoever may write may connect
   * @param owner user id and group id; nothing for those of this process
   * @param backlog how many clients may wait for being accepted
   */
  public static ListeningSocket open(Path path, int mode, Optional<Owner> owner, int backlog)
      throws HostException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length >= LONGEST_PATH) {
      throw new HostException(
          "cannot listen on " + path, "the path of a socket has at most 107 bytes");
    }
    makeRoom(path);
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var descriptor =
          check(state, (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
      try {
        bind(arena, state, descriptor, path, mode);
        // nobody can connect before listen(2), and the link is not followed if one was planted
        if (owner.isPresent()) {
          chown(path, owner.get());
        }
        check(state, (int) LISTEN.invokeExact(state, descriptor, backlog));
        return new ListeningSocket(path, descriptor);
      } catch (Throwable failure) {
        var _ = (int) CLOSE.invokeExact(state, descriptor);
        throw failure;
      }
    } catch (IOException failure) {
      throw new HostException("cannot listen on " + path, failure);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** Who a socket belongs to. */
  public record Owner(int uid, int gid) {}

  /** Waits until a client waits for being accepted; at once when one does already: poll(2). */
  public void awaitClient() throws HostException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      // struct pollfd: the descriptor, what is waited for, what is there
      var poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, 4, POLLIN);
      while ((int) POLL.invokeExact(state, poll, 1L, -1) < 0) {
        if ((int) ERRNO.get(state, 0L) != EINTR) {
          throw failed(state);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot wait for a client of " + path, failure);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /**
   * Makes the socket this process's standard input too, which is the one descriptor that Java hands
   * to a program that it starts: {@link ProcessBuilder.Redirect#INHERIT}.
   */
  public void becomeStandardInput() throws HostException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      check(state, (int) DUP2.invokeExact(state, descriptor, 0));
    } catch (IOException failure) {
      throw new HostException("cannot hand over " + path, failure);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** Takes the file away; the socket itself goes with the last program that has it. */
  public void remove() throws HostException {
    try {
      if (isSocket(path)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException failure) {
      throw new HostException("cannot remove " + path, failure);
    }
  }

  @Override
  public void close() {
    try (var arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static void makeRoom(Path path) throws HostException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (!isSocket(path)) {
        throw new HostException(
            "cannot listen on " + path, "there is a file of this name that is no socket");
      }
      if (answers(path)) {
        throw new HostException(
            "cannot listen on " + path,
            "another program does",
            "end it first; `qm ipc list` or `ss -xlp` shows which");
      }
      Files.delete(path);
    } catch (IOException failure) {
      throw new HostException("cannot replace " + path, failure);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    // the type in the mode: inode(7)
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode
        && (mode & 0170000) == 0140000;
  }

  private static boolean answers(Path path) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  private static void bind(Arena arena, MemorySegment state, int descriptor, Path path, int mode)
      throws Throwable {
    var name = path.toString().getBytes(StandardCharsets.UTF_8);
    // struct sockaddr_un: the family, then the path, zero at the end
    var address = arena.allocate(2 + LONGEST_PATH, 2);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
    // the mode is there from the first moment; a chmod afterwards would follow a planted link
    var before = (int) UMASK.invokeExact(state, 0777 & ~mode);
    try {
      check(state, (int) BIND.invokeExact(state, descriptor, address, 2 + name.length + 1));
    } finally {
      var _ = (int) UMASK.invokeExact(state, before);
    }
  }

  private static void chown(Path path, Owner owner) throws IOException {
    for (var part : Map.of("unix:uid", owner.uid(), "unix:gid", owner.gid()).entrySet()) {
      Files.setAttribute(path, part.getKey(), part.getValue(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static int check(MemorySegment state, int result) throws IOException {
    if (result < 0) {
      throw failed(state);
    }
    return result;
  }

  private static IOException failed(MemorySegment state) {
    var errno = (int) ERRNO.get(state, 0L);
    return new IOException(
        switch (errno) {
          case EADDRINUSE -> "the name is taken";
          case 2 -> "its folder does not exist";
          case 13 -> "permission denied";
          case 24 -> "too many open files";
          case 30 -> "the file system is read-only";
          default -> "error " + errno;
        });
  }

  private static IllegalStateException unexpected(Throwable failure) {
    return new IllegalStateException("cannot call the C library", failure);
  }

  private static MethodHandle link(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }
}
