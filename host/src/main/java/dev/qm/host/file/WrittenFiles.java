package dev.qm.host.file;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a folder in which the owner of a machine writes. */
public final class WrittenFiles {
  private WrittenFiles() {}

  /**
   * Those of a kind, in the order of their names.
   *
   * @param folder none of the partition's; none there is a folder without files
   * @param glob what their names are like, such as {@code *.conf}: {@link
   *     java.nio.file.FileSystem#getPathMatcher}
   * @throws HostException when the folder cannot be listed
   */
  public static List<Path> of(Path folder, String glob) throws HostException {
    var files = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot list " + folder, String.valueOf(failure.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot list " + folder, failure);
    }
    files.sort(Path::compareTo);
    return List.copyOf(files);
  }
}
