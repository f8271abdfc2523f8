package dev.qm.cli.command.quadlet;

import dev.qm.host.Root;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where units are looked for when the command line names no folder. */
sealed interface SearchPath {
  /** The folders, the most important first. */
  List<Path> folders();

  /** The units in them. */
  Reading read();

  /** Why folders are left out that one would think are searched. */
  Optional<String> complaint();

  /**
   * The folders of a machine. On this one {@code QUADLET_UNIT_DIRS} replaces them; a machine image
   * is not asked to follow this process's environment.
   */
  static SearchPath of(Root root, Settings.Scope scope) throws IOException {
    if (root.isHost()) {
      var variable = System.getenv(Folders.VARIABLE);
      if (variable != null && !variable.isEmpty()) {
        return new Named(variable);
      }
    }
    return switch (scope) {
      case SYSTEM -> new Usual(root, Folders.system(root.directory()), Optional.empty());
      case USER -> user(root);
    };
  }

  private static SearchPath user(Root root) throws IOException {
    var folders = Folders.user(root.directory(), ownUid(), System.getenv());
    return new Usual(
        root,
        folders,
        folders.size() > 1
            ? Optional.empty()
            : Optional.of(
                "XDG_CONFIG_HOME, or HOME in its place, is no absolute path: this user's folders"
                    + " are not searched"));
  }

  /** Java has no getuid(2); the kernel gives a process's folder in /proc to its user. */
  private static long ownUid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self/"), "unix:uid")).longValue();
  }

  /** The folders that Podman searches by itself. */
  record Usual(Root root, List<Path> folders, Optional<String> complaint) implements SearchPath {
    @Override
    public Reading read() {
      return QuadletReader.read(root.directory(), folders);
    }
  }

  /** The folders that the variable names. */
  record Named(String variable) implements SearchPath {
    @Override
    public List<Path> folders() {
      return Folders.named(variable);
    }

    @Override
    public Reading read() {
      return QuadletReader.readNamed(Path.of("/"), folders());
    }

    @Override
    public Optional<String> complaint() {
      for (var folder : variable.split(":", -1)) {
        if (!folder.startsWith("/")) {
          return Optional.of(
              Folders.VARIABLE
                  + " names '"
                  + folder
                  + "', which is no absolute path: it and what follows it is not searched");
        }
      }
      return Optional.empty();
    }
  }
}
