package dev.qm.quadlet.read;

import java.io.IOException;
import java.nio.file.Path;
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

  /** What is at a place; a link is not followed. */
  Kind kind(Path place);

  /**
   * The names in a folder that has no link in its name, in any order.
   *
   * @param most how many are wanted
   */
  List<String> names(Path folder, int most) throws IOException;

  /**
   * The bytes of a regular file that has no link in its name.
   *
   * @throws IOException also when there are more than {@code most}
   */
  byte[] bytes(Path file, int most) throws IOException;

  /** What an entry of a folder is. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** Something else, or nothing. */
    OTHER
  }
}
