package dev.qm.cli.command.prove;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Where results of campaigns are. */
final class ResultPlace {
  /** Where they go when nobody says otherwise, each in a folder of its own. */
  static final String FOLDER = "/var/lib/qm-assurance/results";

  /** Sorts as time goes. */
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss");

  private ResultPlace() {}

  /** For a campaign that begins now. */
  static Path fresh(Root root) {
    return root.at(FOLDER + "/" + NAME.format(LocalDateTime.now(ZoneId.systemDefault())));
  }

  /** Takes the folders away that a campaign made and left empty. */
  static void clear(Root root) throws HostException {
    var results = root.at(FOLDER);
    try {
      for (var folder : List.of(results, results.resolveSibling(".").normalize())) {
        // a link is somebody's own, to where there is room
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(folder);
        }
      }
    } catch (DirectoryNotEmptyException used) {
      return;
    } catch (IOException failure) {
      throw new HostException("cannot take away " + results, failure);
    }
  }

  /** The last one; nothing when there is none. */
  static Optional<Path> last(Root root) throws HostException {
    var last = Optional.<Path>empty();
    try (var entries = Files.newDirectoryStream(root.at(FOLDER))) {
      for (var entry : entries) {
        if (Files.isDirectory(entry) && (last.isEmpty() || entry.compareTo(last.get()) > 0)) {
          last = Optional.of(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    } catch (IOException | DirectoryIteratorException failure) {
      throw new HostException(
          "cannot look for the last campaign", String.valueOf(failure.getMessage()));
    }
    return last;
  }
}
