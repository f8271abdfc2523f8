package dev.qm.cli.finding;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines that findings are about, read again from their files. They come in the order of their
 * files, so one file is kept.
 */
public final class SourceLines {
  private final Root root;
  private final Writers writers;
  private final Names names;
  private Optional<Path> file = Optional.empty();
  private List<String> lines = List.of();

  private SourceLines(Root root, Writers writers, Names names) {
    this.root = root;
    this.writers = writers;
    this.names = names;
  }

  /** Who may write the files that are read. */
  private enum Writers {
    HOST,
    PARTITION
  }

  /** Whose names of files findings have. */
  private enum Names {
    /** Where files are now, below the root folder or not. */
    HERE,
    /** As the machine itself has them, wherever its root folder is. */
    MACHINE
  }

  /** The lines of the machine's own files, below {@code root}; links do not lead out of it. */
  public static SourceLines of(Root root) {
    return new SourceLines(root, Writers.HOST, Names.HERE);
  }

  /**
   * The lines of files that the partition may change meanwhile. This takes calls of the C library,
   * which cost some 40 ms.
   */
  public static SourceLines ofPartition(Root root) {
    return new SourceLines(root, Writers.PARTITION, Names.HERE);
  }

  /** The same, of files that findings name as the machine below {@code root} itself does. */
  public static SourceLines asNamed(Root root) {
    return new SourceLines(root, Writers.PARTITION, Names.MACHINE);
  }

  /** The line; nothing if the file cannot be read or is shorter by now. */
  public Optional<String> at(Origin origin) {
    if (file.isEmpty() || !file.get().equals(origin.file())) {
      file = Optional.of(origin.file());
      lines = read(origin.file());
    }
    var index = origin.line() - 1;
    return index >= 0 && index < lines.size() ? Optional.of(lines.get(index)) : Optional.empty();
  }

  private List<String> read(Path file) {
    var absolute = file.toAbsolutePath().normalize();
    var tree =
        switch (names) {
          case HERE -> absolute.startsWith(root.directory()) ? root.directory() : Path.of("/");
          case MACHINE -> root.directory();
        };
    try {
      var inside =
          switch (names) {
            case HERE -> "/" + tree.relativize(absolute);
            case MACHINE -> absolute.toString();
          };
      var bytes =
          switch (writers) {
            case HOST -> own(tree, inside);
            case PARTITION -> ConfinedPath.readBounded(tree, inside, QuadletReader.MOST_BYTES);
          };
      return split(new String(bytes, StandardCharsets.UTF_8));
    } catch (HostException | IOException unreadable) {
      // the finding says so already
      return List.of();
    }
  }

  private static byte[] own(Path tree, String inside) throws HostException, IOException {
    var file = ConfinedPath.resolve(tree, inside);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    return Bounded.bytes(file, QuadletReader.MOST_BYTES);
  }

  /** As units are parted into lines: a carriage return ends none. */
  private static List<String> split(String text) {
    var lines = new ArrayList<String>();
    var start = 0;
    while (start < text.length()) {
      var end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      var carriageReturn = end > start && text.charAt(end - 1) == '\r' ? 1 : 0;
      lines.add(text.substring(start, end - carriageReturn));
      start = end + 1;
    }
    return lines;
  }
}
