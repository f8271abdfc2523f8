package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads files of containers.conf(5) of a machine, links followed inside it.
 *
 * @param gaps where to say what cannot be read, a clause each
 */
record HostConfDisk(Root root, List<String> gaps) implements EngineConf.Disk {
  private static final int LONGEST = 1 << 20;

  /** Parts of one folder that are read. */
  private static final int MOST_PARTS = 1_000;

  @Override
  public Optional<String> text(String file) {
    try {
      return ConfinedPath.exists(root.directory(), file)
          ? Optional.of(
              new String(
                  ConfinedPath.readBounded(root.directory(), file, LONGEST),
                  StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (HostException unreadable) {
      gaps.add(String.valueOf(unreadable.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public List<String> parts(String folder) {
    var names = new ArrayList<String>();
    try (var entries =
        Files.newDirectoryStream(ConfinedPath.resolve(root.directory(), folder), "*.conf")) {
      for (var entry : entries) {
        if (!Files.isDirectory(entry)) {
          names.add(String.valueOf(entry.getFileName()));
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException | DirectoryIteratorException | HostException unreadable) {
      gaps.add(folder + " cannot be read: " + unreadable.getMessage());
    }
    names.sort(null);
    if (names.size() > MOST_PARTS) {
      gaps.add("of " + names.size() + " files in " + folder + " only some are read");
    }
    return names.subList(0, Math.min(names.size(), MOST_PARTS));
  }

  @Override
  public Path named(String file) {
    return root.at(file);
  }
}
