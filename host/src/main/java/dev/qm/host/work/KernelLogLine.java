package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.PathCalls;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A line for the kernel's log: {@code Documentation/ABI/testing/dev-kmsg} of the kernel. It says
 * whose it is, with the priority of debugging, so no console prints it. Of more than ten lines in
 * five seconds the kernel drops the rest in silence, so it is for once a second at most.
 */
public final class KernelLogLine implements Work {
  /** For people and programs that look for these lines. */
  public static final String LINE = "<7>qm prove: a probe of the kernel's log\n";

  private final RepeatedCall write = new RepeatedCall("write");
  private final NativeMemory line = NativeMemory.of(LINE.getBytes(StandardCharsets.UTF_8));
  private final int descriptor;

  /** Opens the log, {@code /dev/kmsg}. */
  public KernelLogLine(Path log) throws IOException {
    descriptor = PathCalls.open(PathCalls.ANYWHERE, log.toString(), PathCalls.WRITE, 0, 0);
  }

  @Override
  public boolean once() {
    return write.call(descriptor, line.address(), line.length()) == line.length();
  }

  @Override
  public void close() {
    PathCalls.close(descriptor);
  }
}
