package dev.qm.host.process;

import java.io.IOException;
import java.nio.file.Path;

/** Network namespaces of processes: network_namespaces(7). */
public final class NetworkNamespace {
  private static final Path PROC = Path.of("/proc");

  private NetworkNamespace() {}

  /** Whether the process is in this process's network namespace. */
  public static boolean isOwn(int pid) {
    var its = Namespace.Kind.NET.of(PROC, Integer.toString(pid));
    return its.isPresent() && its.equals(Namespace.Kind.NET.of(PROC, "self"));
  }

  /** What is done in a network namespace. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does something in the process's network namespace, on a thread of its own: sockets that it
   * makes belong there.
   *
   * @throws IOException also when the process ended, or root is needed
   */
  public static void in(int pid, Work work) throws IOException {
    var inode = Namespace.Kind.NET.of(PROC, Integer.toString(pid));
    if (inode.isEmpty()) {
      throw new IOException("process " + pid + " has ended");
    }
    new Namespace(Namespace.Kind.NET, inode.getAsLong(), pid)
        .in(_ -> {
          work.run();
          return true;
        });
  }
}
