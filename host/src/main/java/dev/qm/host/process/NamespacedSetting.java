package dev.qm.host.process;

import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A setting of the kernel's that each network or IPC namespace has for itself: sysctl(8),
 * ipc_namespaces(7).
 *
 * @param name as in {@code sysctl NAME}: {@code fs.mqueue.queues_max}
 */
public record NamespacedSetting(String name) {
  private static final Path PROC = Path.of("/proc");

  /** Where the setting is. */
  public Path file() {
    return PROC.resolve("sys").resolve(name.replace('.', '/')).normalize();
  }

  /** What it is for the process; nothing when that ended, or no namespace has it for itself. */
  public Optional<String> of(int pid) {
    var kind = kind();
    if (kind.isEmpty() || !file().startsWith("/proc/sys")) {
      return Optional.empty();
    }
    var inode = kind.get().of(PROC, Integer.toString(pid));
    if (inode.isEmpty()) {
      return Optional.empty();
    }
    try {
      var word = new Namespace(kind.get(), inode.getAsLong(), pid).in(_ -> Bounded.word(file()));
      return word.isEmpty() ? Optional.empty() : Optional.of(word);
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private Optional<Namespace.Kind> kind() {
    if (name.startsWith("net.")) {
      return Optional.of(Namespace.Kind.NET);
    }
    return name.startsWith("fs.mqueue.") || name.startsWith("kernel.")
        ? Optional.of(Namespace.Kind.IPC)
        : Optional.empty();
  }
}
