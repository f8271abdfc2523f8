package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that QM brings along, laid out as they land on a machine ({@code system/} in the source
 * tree, {@code lib/qm/system} in the run-time image).
 *
 * @param home the folder that stands for {@code /}
 */
public record SystemTree(Path home) {
  /** The files below {@code folder}, relative to it, in a stable order; none when it is absent. */
  public List<String> files(String folder) throws HostException {
    var base = home.resolve(folder);
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    try (var walk = Files.walk(base)) {
      return walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> base.relativize(path).toString())
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new HostException("cannot read QM's own files below " + base, failure);
    }
  }

  /** The content of one of {@link #files}. */
  public byte[] read(String file) throws HostException {
    try {
      return Bounded.bytes(home.resolve(file), Bounded.LIMIT);
    } catch (IOException failure) {
      throw new HostException("cannot read QM's own file " + home.resolve(file), failure);
    }
  }

  /** {@code 0755} for what is run, {@code 0644} for the rest. */
  public String mode(String file) {
    return Files.isExecutable(home.resolve(file)) ? "0755" : "0644";
  }
}
