package dev.qm.cli.finding;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Origin;
import java.nio.charset.StandardCharsets;
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
  private Optional<Path> file = Optional.empty();
  private List<String> lines = List.of();

  /** The lines of files of the machine below {@code root}. */
  public SourceLines(Root root) {
    this.root = root;
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
    var tree = absolute.startsWith(root.directory()) ? root.directory() : Path.of("/");
    try {
      var bytes =
          ConfinedPath.readBounded(tree, "/" + tree.relativize(absolute), QuadletReader.MOST_BYTES);
      return split(new String(bytes, StandardCharsets.UTF_8));
    } catch (HostException unreadable) {
      // the finding says so already
      return List.of();
    }
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
