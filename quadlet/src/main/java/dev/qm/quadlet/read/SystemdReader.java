package dev.qm.quadlet.read;

import dev.qm.quadlet.path.Failures;
import dev.qm.quadlet.path.Rooted;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.CodePoints;
import dev.qm.quadlet.text.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads units of the system's systemd and their drop-ins, from the folders where systemd looks for
 * them.
 *
 * <p>Of two units with one name the one in the earlier folder counts, and a link to {@code
 * /dev/null} or an empty file there hides the others. A link to a unit of another name is an alias,
 * and no unit by itself. Drop-ins are merged in the order of their names; of two with one name the
 * one in the earlier folder counts, within a folder the one that is nearer to the unit's name, and
 * those for all units of a type, as in {@code socket.d}, count last.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path".
 */
public final class SystemdReader {
  /**
   * Where units are put, the most important first. The folders of generators are not among them:
   * what is in these is made of other files.
   */
  public static final List<String> FOLDERS =
      List.of(
          "/etc/systemd/system",
          "/run/systemd/system",
          "/usr/local/lib/systemd/system",
          "/usr/lib/systemd/system",
          "/lib/systemd/system");

  private static final String DROP_IN = ".conf";

  private final UnitTexts texts;

  /** Those that are there, without a link in their names. */
  private final List<Path> folders = new ArrayList<>();

  private SystemdReader(Path root) {
    var rooted = new Rooted(root);
    this.texts = new UnitTexts(rooted, UnitDisk.OWN, Dialect.SYSTEMD);
    for (var folder : FOLDERS) {
      try {
        folders.add(rooted.resolve(root.resolve(folder.substring(1))));
      } catch (IOException notThere) {
        // a folder that is not there holds nothing
      }
    }
  }

  /**
   * Reads one unit.
   *
   * @param root the root folder of the machine; no link leads out of it
   * @param name the name of its file, such as {@code radio.socket}
   * @return the unit with its drop-ins; empty if there is none, or it is hidden or an alias
   * @throws IOException if it is there and cannot be read
   */
  public static Optional<SystemdUnit> read(Path root, String name) throws IOException {
    return new SystemdReader(root).unit(name);
  }

  /**
   * Reads all units of a type.
   *
   * @param root the root folder of the machine; no link leads out of it
   * @param suffix what their names end in, such as {@code .socket}
   * @return the units with their drop-ins, in the order of their names
   * @throws IOException if one of them, or a folder, cannot be read
   */
  public static List<SystemdUnit> readAll(Path root, String suffix) throws IOException {
    var reader = new SystemdReader(root);
    Set<String> names = new TreeSet<>(CodePoints.ORDER);
    for (var folder : reader.folders) {
      names.addAll(list(folder, suffix));
    }
    List<SystemdUnit> units = new ArrayList<>();
    for (var name : names) {
      var unit = reader.unit(name);
      if (unit.isPresent()) {
        units.add(unit.get());
      }
    }
    return List.copyOf(units);
  }

  private Optional<SystemdUnit> unit(String name) throws IOException {
    for (var folder : folders) {
      Path file;
      try {
        file = folder.resolve(name);
      } catch (InvalidPathException noName) {
        return Optional.empty();
      }
      if (folder.equals(file.getParent()) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return isUnit(file, name) ? Optional.of(unit(name, file)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** False for what hides a unit, an alias, and what systemd could not read either. */
  private boolean isUnit(Path file, String name) throws IOException {
    if (UnitTexts.isMask(file)
        || (Files.isSymbolicLink(file) && !Files.readSymbolicLink(file).endsWith(name))) {
      return false;
    }
    var place = texts.find(file);
    return place.isPresent() && Files.size(place.get()) > 0;
  }

  private SystemdUnit unit(String name, Path file) throws IOException {
    var own = parse(file);
    List<Problem> problems = new ArrayList<>();
    own.problems().forEach(problem -> problems.add(problem.problem()));
    List<Path> merged = new ArrayList<>();
    List<UnitFile> dropIns = new ArrayList<>();
    for (var dropIn : dropIns(name)) {
      if (UnitTexts.isMask(dropIn) || texts.find(dropIn).isPresent()) {
        var parsed = parse(dropIn);
        parsed.problems().forEach(problem -> problems.add(problem.problem()));
        dropIns.add(parsed.unit());
        merged.add(dropIn);
      }
    }
    return new SystemdUnit(name, own.unit().merge(dropIns), file, merged, problems);
  }

  private UnitFile.Parsed parse(Path file) throws IOException {
    try {
      return texts.parse(file);
    } catch (IOException unreadable) {
      throw new FileSystemException(
          file.toString(), null, "cannot be read: " + Failures.reason(unreadable));
    }
  }

  private Iterable<Path> dropIns(String name) throws IOException {
    var nearFirst = new UnitName(name).dropInFolders();
    Map<String, Path> byName = new TreeMap<>(CodePoints.ORDER);
    for (var folder : folders) {
      for (var near : nearFirst.subList(0, nearFirst.size() - 1)) {
        collect(folder.resolve(near), byName);
      }
    }
    for (var folder : folders) {
      collect(folder.resolve(nearFirst.getLast()), byName);
    }
    return byName.values();
  }

  private void collect(Path folder, Map<String, Path> byName) throws IOException {
    var place = texts.findFolder(folder);
    if (place.isPresent()) {
      for (var name : list(place.get(), DROP_IN)) {
        byName.putIfAbsent(name, place.get().resolve(name));
      }
    }
  }

  /** The names in a folder that end so. */
  private static List<String> list(Path folder, String suffix) throws IOException {
    List<String> names = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = entry.getFileName();
        if (name != null && name.toString().endsWith(suffix)) {
          names.add(name.toString());
        }
      }
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
      throw new FileSystemException(
          folder.toString(), null, "the folder cannot be listed: " + Failures.reason(unreadable));
    }
    return names;
  }
}
