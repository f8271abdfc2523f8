package dev.qm.cli.finding;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How files are called in what is printed: from the working folder where the user named files so,
 * else by their whole path.
 *
 * @param base the working folder, if files below it are to be called from there
 */
public record FileNames(Optional<Path> base) {
  /** Whole paths. */
  public static FileNames absolute() {
    return new FileNames(Optional.empty());
  }

  /** From the working folder, with its links followed as the reader follows them. */
  public static FileNames fromHere(Path workingFolder) {
    return new FileNames(Optional.of(workingFolder));
  }

  /** What to call the file. */
  public String of(Path file) {
    if (base.isPresent() && file.isAbsolute() && file.startsWith(base.get())) {
      var name = base.get().relativize(file).toString();
      return name.isEmpty() ? "." : name;
    }
    return file.toString();
  }
}
