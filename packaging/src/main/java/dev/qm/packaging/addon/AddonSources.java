package dev.qm.packaging.addon;

import dev.qm.packaging.Content;
import dev.qm.packaging.PackageEntry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder that holds add-ons, one folder each: {@code NAME/addon.conf} and {@code NAME/files}.
 * The one class here that looks at a disk.
 *
 * @param folder where they are
 */
public record AddonSources(Path folder) {
  /** The file that describes an add-on. */
  public static final String DESCRIPTOR = "addon.conf";

  /** The folder of what lands, which stands for {@code /}. */
  public static final String FILES = "files";

  /** Bytes; a descriptor has some hundred. */
  private static final long LONGEST_DESCRIPTOR = 256 << 10;

  /** Bytes of one file, which is held in memory while a package is written. */
  private static final long LONGEST_FILE = 64 << 20;

  /** Bytes of a file that is held in memory from the start: all units, and most scripts. */
  private static final long SHORT_FILE = 16 << 10;

  private static final int MOST_FILES = 10_000;

  /**
   * What was found in an add-on's folder.
   *
   * @param addon as far as it could be read
   * @param problems what is wrong with it
   */
  public record Found(Addon addon, List<Problem> problems) {
    /** Copies what it is given, so that nobody can change it. */
    public Found {
      problems = List.copyOf(problems);
    }
  }

  /** The names of all add-ons in the folder, sorted; none where there is no such folder. */
  public List<AddonName> names() throws IOException {
    List<AddonName> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (var entries = Files.newDirectoryStream(folder)) {
        for (var entry : entries) {
          if (Files.isRegularFile(entry.resolve(DESCRIPTOR))) {
            AddonName.parse(String.valueOf(entry.getFileName())).ifPresent(names::add);
          }
        }
      }
    }
    names.sort(null);
    return List.copyOf(names);
  }

  /** Where the files of an add-on land; its descriptor is not read. */
  public List<String> paths(AddonName name) throws IOException {
    var tree = folder.resolve(name.text()).resolve(FILES);
    if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<String> paths = new ArrayList<>();
    for (var source : below(tree)) {
      paths.add("/" + tree.relativize(source));
    }
    return paths;
  }

  /** Reads one add-on; empty where there is none of that name. */
  public Optional<Found> find(AddonName name) throws IOException {
    var home = folder.resolve(name.text());
    var file = home.resolve(DESCRIPTOR);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<Problem> problems = new ArrayList<>();
    var text = "";
    if (Files.size(file) > LONGEST_DESCRIPTOR) {
      problems.add(error(file, "larger than " + (LONGEST_DESCRIPTOR >> 10) + " KiB", ""));
    } else {
      try {
        text = Files.readString(file);
      } catch (CharacterCodingException malformed) {
        problems.add(error(file, "not UTF-8 text", "save it as UTF-8"));
      }
    }
    var said = Descriptor.parse(file, text, name);
    problems.addAll(said.problems());
    var addon =
        new Addon(
            name,
            file,
            text,
            said.summary(),
            said.description(),
            said.requires(),
            said.recommends(),
            said.conflicts(),
            said.afterInstall(),
            said.devices(),
            files(home.resolve(FILES), problems));
    return Optional.of(new Found(addon, problems));
  }

  private static List<AddonFile> files(Path tree, List<Problem> problems) throws IOException {
    List<AddonFile> files = new ArrayList<>();
    if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      return files;
    }
    for (var source : below(tree)) {
      if (files.size() >= MOST_FILES) {
        problems.add(error(source, "more than " + MOST_FILES + " files in one add-on", ""));
        break;
      }
      var path = "/" + tree.relativize(source);
      var attributes =
          Files.readAttributes(source, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        var target = Files.readSymbolicLink(source).toString();
        files.add(new AddonFile(source, new PackageEntry.Link(path, target)));
      } else if (!attributes.isRegularFile()) {
        problems.add(error(source, "neither a file nor a link", "remove it"));
      } else if (attributes.size() > LONGEST_FILE) {
        problems.add(error(source, "larger than " + (LONGEST_FILE >> 20) + " MiB", ""));
      } else {
        files.add(new AddonFile(source, entry(path, source, attributes)));
      }
    }
    return files;
  }

  /** All but the folders, in the order of their names; not more than one too many. */
  private static List<Path> below(Path tree) throws IOException {
    List<Path> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(Path folder, List<Path> found) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    entries.sort(null);
    for (var entry : entries) {
      if (found.size() > MOST_FILES) {
        return;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        collect(entry, found);
      } else {
        found.add(entry);
      }
    }
  }

  private static PackageEntry entry(String path, Path source, PosixFileAttributes attributes)
      throws IOException {
    return new PackageEntry.File(
        path,
        // read once: so what was checked is what every package holds
        attributes.size() > SHORT_FILE
            ? Content.of(source)
            : Content.of(Files.readAllBytes(source)),
        // what the one who wrote it may run, everybody may; all else of a mode is that machine's
        attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE) ? 0755 : 0644,
        path.startsWith("/etc/") ? PackageEntry.Role.CONFIGURATION : PackageEntry.Role.ORDINARY);
  }

  static Problem error(Path file, String what, String mend) {
    return new Problem(
        Problem.Severity.ERROR, "addon-file", new Origin(file, 1), 1, 1, what, "", mend);
  }
}
