package dev.qm.assurance.rules.control;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.OpenTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of the host's Podman that counts alone, whatever stands in those that come after it.
 *
 * @param file where it is
 * @param text what it says
 */
record CountingFile(Path file, String text) {
  private static final int LONGEST = 1 << 20;

  /**
   * The first that is there.
   *
   * @param files as the machine names them, the most important first
   * @throws HostException when it cannot be read
   */
  static Optional<CountingFile> of(Root root, List<String> files) throws HostException {
    try (var tree = OpenTree.of(root.directory())) {
      for (var file : files) {
        var bytes = tree.readIfAny(file, LONGEST);
        if (bytes.isPresent()) {
          return Optional.of(
              new CountingFile(root.at(file), new String(bytes.get(), StandardCharsets.UTF_8)));
        }
      }
      return Optional.empty();
    }
  }
}
