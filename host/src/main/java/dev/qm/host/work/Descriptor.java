package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.PathCalls;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;
import java.time.Duration;

/**
 * An open socket: socket(7).
 *
 * @param number as calls take it
 */
record Descriptor(int number) implements AutoCloseable {
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;

  /** A try that gets no answer for so long has failed. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;

  /** The number of asm-generic/socket.h; that of arch/powerpc is its own. */
  private static final int SO_RCVTIMEO =
      System.getProperty("os.arch", "").startsWith("ppc") ? 18 : 20;

  private static final int SHUT_RDWR = 2;
  private static final int TIMEVAL = 16;

  /** A new socket: socket(2). */
  static Descriptor socket(int domain, int type, int protocol) throws IOException {
    return new Descriptor(
        new RepeatedCall("socket").checked(domain, type | SOCK_CLOEXEC, protocol));
  }

  /** Makes recv(2) and accept(2) give up after some time. */
  void waitAtMost(Duration time) throws IOException {
    var value = NativeMemory.of(TIMEVAL);
    value.putLong(0, time.toSeconds());
    value.putLong(Long.BYTES, time.toNanosPart() / 1000L);
    option(SOL_SOCKET, SO_RCVTIMEO, value);
  }

  /** Sets one option: setsockopt(2). */
  void option(int level, int name, NativeMemory value) throws IOException {
    var _ =
        new RepeatedCall("setsockopt")
            .checked(number, level, name, value.address(), value.length());
  }

  /** The next who connected: accept4(2). */
  Descriptor accepted() throws IOException {
    return new Descriptor(new RepeatedCall("accept4").checked(number, 0, 0, SOCK_CLOEXEC, 0));
  }

  /** Wakes whoever reads from it: shutdown(2). */
  void shutDown() {
    var _ = new RepeatedCall("shutdown").call(number, SHUT_RDWR);
  }

  @Override
  public void close() {
    PathCalls.close(number);
  }
}
