package dev.qm.host.process;

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
}
