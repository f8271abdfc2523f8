package dev.qm.cli.command.quadlet;

import dev.qm.host.Root;
import dev.qm.quadlet.Folders;
import dev.qm.quadlet.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders that units are looked for in when the command line names none. */
final class SearchPath {
  private SearchPath() {}

  /**
   * The folders, the most important first. On this machine {@code QUADLET_UNIT_DIRS} replaces them;
   * a machine image is not asked to follow this process's environment.
   */
  static List<Path> of(Root root, Settings.Scope scope) throws IOException {
    if (root.isHost()) {
      var named = System.getenv(Folders.VARIABLE);
      if (named != null && !named.isEmpty()) {
        return Folders.named(named);
      }
    }
    return switch (scope) {
      case SYSTEM -> Folders.system(root.directory());
      case USER -> Folders.user(root.directory(), ownUid(), System.getenv());
    };
  }

  /** Java has no getuid(2); the kernel gives a process's folder in /proc to its user. */
  private static long ownUid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self/"), "unix:uid")).longValue();
  }
}
