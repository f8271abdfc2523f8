package dev.qm.quadlet.syntax;

import java.nio.file.Path;

/**
 * Where a line stands.
 *
 * @param file the file as it was named to the reader
 * @param line its first physical line, counted from 1
 */
public record Origin(Path file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
