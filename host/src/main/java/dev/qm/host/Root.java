package dev.qm.host;

import java.nio.file.Path;

/**
 * The root folder of the machine that is worked on: {@code /} for this one, any other folder for a
 * machine image or a test.
 *
 * @param directory an absolute, normalised folder
 */
public record Root(Path directory) {
  /** This machine. */
  public static final Root HOST = new Root(Path.of("/"));

  public Root {
    directory = directory.toAbsolutePath().normalize();
  }

  /** Where {@code absolute}, a path as the machine itself would name it, lies below this root. */
  public Path at(String absolute) {
    var inside = Path.of("/").resolve(absolute).normalize();
    return directory.resolve(Path.of("/").relativize(inside));
  }

  /** True for the running machine. */
  public boolean isHost() {
    return directory.equals(directory.getRoot());
  }
}
