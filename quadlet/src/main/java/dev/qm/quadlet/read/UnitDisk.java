package dev.qm.quadlet.read;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * How files are looked at. This machine's own way trusts that nobody exchanges names meanwhile;
 * whoever reads a tree that somebody hostile changes gives another one.
 *
 * <p>Source: {@code path_resolution(7)}.
 */
public interface UnitDisk {
  /** This machine's disk, where nobody exchanges names meanwhile. */
  UnitDisk OWN = new OwnDisk();

  /**
   * {@return what is at a place; a link is not followed}
   *
   * @param place a name without a link in its folder's
   */
  Kind kind(Path place);

  /**
   * {@return the names in a folder, in any order}
   *
   * @param folder a name without a link in it
   * @param most how many are wanted
   * @throws IOException if it cannot be listed
   */
  List<String> names(Path folder, int most) throws IOException;

  /**
   * {@return the bytes of a regular file}
   *
   * @param file a name without a link in it
   * @param most how many there may be
   * @throws IOException if it cannot be read, or has more
   */
  byte[] bytes(Path file, int most) throws IOException;

  /** What an entry of a folder is. */
  enum Kind {
    /** A regular file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link. */
    LINK,
    /** Something else, or nothing. */
    OTHER;

    /**
     * {@return what it is that has these attributes}
     *
     * @param attributes of the entry itself, not of where a link leads
     */
    public static Kind of(BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        return FILE;
      }
      return attributes.isDirectory() ? FOLDER : attributes.isSymbolicLink() ? LINK : OTHER;
    }
  }
}
