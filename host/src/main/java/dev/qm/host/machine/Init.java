package dev.qm.host.machine;

import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.Version;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What runs as process 1. */
public sealed interface Init {
  /**
   * systemd runs the machine: sd_booted(3).
   *
   * @param version 252, 257, ...; 0 when it cannot be told
   */
  record Systemd(int version) implements Init {}

  /**
   * Something else does.
   *
   * @param name of process 1, printable; {@code unknown} when it cannot be told
   */
  record Other(String name) implements Init {}

  /** What runs the machine below {@code root}; starts no process. */
  static Init probe(Root root) {
    if (Files.isDirectory(root.at("/run/systemd/system"))) {
      return new Systemd(systemdVersion(root));
    }
    var name = Untrusted.printable(Bounded.word(root.at("/proc/1/comm")));
    return new Other(name.isEmpty() ? "unknown" : name);
  }

  /**
   * systemd's private library carries the version in its name; asking systemctl costs a process.
   */
  private static int systemdVersion(Root root) {
    for (var folder : new String[] {"/usr/lib", "/usr/lib64", "/lib"}) {
      var version = versionBelow(root.at(folder));
      if (version > 0) {
        return version;
      }
    }
    return 0;
  }

  private static int versionBelow(Path lib) {
    var own = versionIn(lib.resolve("systemd"));
    if (own > 0) {
      return own;
    }
    // Debian's multiarch folders: /usr/lib/x86_64-linux-gnu/systemd
    try (var folders = Files.newDirectoryStream(lib, entry -> named(entry, "-linux-"))) {
      for (var folder : folders) {
        var version = versionIn(folder.resolve("systemd"));
        if (version > 0) {
          return version;
        }
      }
    } catch (IOException absent) {
      return 0;
    }
    return 0;
  }

  private static int versionIn(Path folder) {
    try (var files =
        Files.newDirectoryStream(folder, entry -> named(entry, "libsystemd-shared-"))) {
      for (var file : files) {
        var version = Version.find(String.valueOf(file.getFileName()));
        if (version.isPresent()) {
          return version.get().major();
        }
      }
    } catch (IOException absent) {
      return 0;
    }
    return 0;
  }

  // not a glob pattern: that would load regular expressions for every command
  private static boolean named(Path entry, String part) {
    return String.valueOf(entry.getFileName()).contains(part);
  }
}
