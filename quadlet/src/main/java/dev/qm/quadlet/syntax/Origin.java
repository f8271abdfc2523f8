package dev.qm.quadlet.syntax;

import java.nio.file.Path;

/**
 * Where a line stands.
 *
 * @param file the file as it was named to the reader
 * @param line its first physical line, counted from 1
 */
public record Origin(Path file, int line) {
  /**
   * Written out: what a record has by itself is made when it is asked for first, which takes a
   * hundredth of a second, and each command asks.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Origin(var otherFile, var otherLine)
        && line == otherLine
        && file.equals(otherFile);
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + line;
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
