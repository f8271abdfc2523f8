package dev.qm.partition.landing;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of records of what landed, one text file each, in the machine's own state. */
public final class RecordFolder {
  /** Bytes of a record. */
  private static final int LONGEST = 1 << 20;

  private final Root root;
  private final String place;
  private final String what;

  /**
   * The records of the machine below {@code root}.
   *
   * @param name of the folder
   * @param what one of them is, for a sentence: {@code a channel's record}
   */
  public RecordFolder(Root root, String name, String what) {
    this.root = root;
    this.place = Layout.STATE + "/" + name;
    this.what = what;
  }

  /** Where it is. */
  public Path folder() {
    return root.at(place);
  }

  /** The names of all records, sorted. */
  public List<String> names() throws HostException {
    var folder = ConfinedPath.resolve(root.directory(), place);
    var names = new ArrayList<String>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        // but for what a killed write left
        if (!name.startsWith(".")) {
          names.add(name);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot read the records in " + folder, failure);
    }
    names.sort(null);
    return names;
  }

  /** Whether there is one of that name. */
  public boolean has(String name) throws HostException {
    return Files.isRegularFile(file(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * One of them.
   *
   * @throws HostException also when it is no text, or was cut
   */
  public Optional<RecordText> find(String name) throws HostException {
    if (!has(name)) {
      return Optional.empty();
    }
    var content = ConfinedPath.readBounded(root.directory(), place + "/" + name, LONGEST);
    return Optional.of(RecordText.of(file(name), what, content));
  }

  /** Writes a record in place of the one that was there. */
  public void write(String name, String text) throws HostException {
    var file = file(name);
    var folder = file.resolveSibling("").normalize();
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure, "use sudo, if you are not root");
    }
    AtomicFile.write(file, text, "0644");
  }

  /** Removes a record, and the folder with the last of them. */
  public void delete(String name) throws HostException {
    var file = file(name);
    AtomicFile.sweep(file);
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(ConfinedPath.resolve(root.directory(), place));
    } catch (DirectoryNotEmptyException | NoSuchFileException others) {
      // other things' records
    } catch (IOException failure) {
      throw new HostException("cannot remove " + file, failure);
    }
  }

  private Path file(String name) throws HostException {
    return ConfinedPath.resolve(root.directory(), place).resolve(name);
  }
}
