package dev.qm.quadlet.read;

import dev.qm.quadlet.path.Failures;
import dev.qm.quadlet.path.Rooted;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Origin;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
 * and no unit by itself; the drop-ins of an alias are the unit's too. Drop-ins are merged in the
 * order of their names; of two with one name the one in the earlier folder counts, within a folder
 * the one that is nearer to the unit's name, those of aliases after its own, and those for all
 * units of a type, as in {@code socket.d}, count last. Those whose name begins with a dot do not
 * count.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path" and the paragraphs about aliases and
 * drop-ins in "Description".
 */
public final class SystemdReader {
  /** Where generators put what wins over the administrator's units. */
  private static final String EARLY = "/run/systemd/generator.early";

  /** Where Quadlet puts services, and other generators what the administrator can override. */
  private static final String GENERATED = "/run/systemd/generator";

  /** Where generators put what everybody can override. */
  private static final String LATE = "/run/systemd/generator.late";

  /** Every folder, the most important first. */
  private static final List<String> LOAD_PATH =
      List.of(
          "/etc/systemd/system.control",
          "/run/systemd/system.control",
          "/run/systemd/transient",
          EARLY,
          "/etc/systemd/system",
          "/etc/systemd/system.attached",
          "/run/systemd/system",
          "/run/systemd/system.attached",
          GENERATED,
          "/usr/local/lib/systemd/system",
          "/usr/lib/systemd/system",
          "/lib/systemd/system",
          LATE);

  /**
   * Where units are put, the most important first. The folders of generators are not among them:
   * what is in these is made of other files. Those that {@code systemctl set-property}, {@code
   * systemd-run} and portable services write to are: what is there counts before the
   * administrator's own.
   */
  public static final List<String> FOLDERS =
      LOAD_PATH.stream().filter(folder -> !folder.startsWith(GENERATED)).toList();

  private static final String DROP_IN = ".conf";

  private final Path root;
  private final Rooted rooted;
  private final UnitTexts texts;

  /**
   * A folder that is there.
   *
   * @param name as systemd names it
   * @param place without a link in its name
   */
  private record Folder(String name, Path place) {}

  private final List<Folder> folders = new ArrayList<>();

  /** The aliases of each unit; empty until somebody asks. */
  private Optional<Map<String, Set<String>>> aliases = Optional.empty();

  private SystemdReader(Path root, List<String> path) {
    this.root = root;
    this.rooted = new Rooted(root);
    this.texts = new UnitTexts(rooted, UnitDisk.OWN, Dialect.SYSTEMD);
    for (var folder : path) {
      try {
        folders.add(new Folder(folder, rooted.resolve(root.resolve(folder.substring(1)))));
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
    return new SystemdReader(root, FOLDERS).unit(name);
  }

  /**
   * Reads what counts before, and what is put on top of, a service that Quadlet makes: the unit
   * itself lies in a folder of generators, of which nothing is read but drop-ins. Folders are
   * listed, but of the machine's other units none is read.
   *
   * @param root the root folder of the machine; no link leads out of it
   * @param name the name of the service, such as {@code qm.service}
   * @param aliases names that its own [Install] section gives it too
   * @return what there is
   */
  public static UnitOverlay overGenerated(Path root, String name, Set<String> aliases) {
    return new SystemdReader(root, LOAD_PATH).overlay(name, aliases);
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
    var reader = new SystemdReader(root, FOLDERS);
    Set<String> names = new TreeSet<>(CodePoints.ORDER);
    for (var folder : reader.folders) {
      names.addAll(list(folder.place(), suffix));
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

  /**
   * Reads all slices that have a file, and of others those that have drop-ins alone: systemd makes
   * a slice when something is to lie in it, and reads its drop-ins whether it has a file or not.
   *
   * <p>Source: systemd, src/core/slice.c, {@code slice_load()}.
   *
   * @param root the root folder of the machine; no link leads out of it
   * @param others names of slices that need no file, such as {@code system.slice}
   * @return the slices with their drop-ins, in the order of their names
   * @throws IOException if one of them, or a folder, cannot be read
   */
  public static List<SystemdUnit> readSlices(Path root, Set<String> others) throws IOException {
    List<SystemdUnit> slices = new ArrayList<>(readAll(root, ".slice"));
    var reader = new SystemdReader(root, FOLDERS);
    for (var name : others) {
      if (!reader.hasFile(name)) {
        reader.withoutFile(name).ifPresent(slices::add);
      }
    }
    slices.sort((one, other) -> CodePoints.ORDER.compare(one.name(), other.name()));
    return List.copyOf(slices);
  }

  /** Whether any folder has something of the name, be it what hides the unit. */
  private boolean hasFile(String name) {
    for (var folder : folders) {
      if (inFolder(folder, name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** A unit of drop-ins alone, the first of which stands for its file. */
  private Optional<SystemdUnit> withoutFile(String name) throws IOException {
    var all = dropIns(name, Set.of()).iterator();
    if (!all.hasNext()) {
      return Optional.empty();
    }
    var first = all.next();
    return Optional.of(unit(name, first, UnitFile.empty(first), new ArrayList<>()));
  }

  private Optional<SystemdUnit> unit(String name) throws IOException {
    for (var folder : folders) {
      var file = inFolder(folder, name);
      if (file.isPresent()) {
        return isUnit(file.get(), name) ? Optional.of(unit(name, file.get())) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** What a folder has under a name, be it a link to nowhere. */
  private static Optional<Path> inFolder(Folder folder, String name) {
    try {
      var file = folder.place().resolve(name);
      return folder.place().equals(file.getParent())
              && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException noName) {
      return Optional.empty();
    }
  }

  private UnitOverlay overlay(String name, Set<String> ownAliases) {
    List<UnitFile> dropIns = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    try {
      Set<String> all = new TreeSet<>(CodePoints.ORDER);
      all.addAll(ownAliases);
      all.addAll(aliasesWithDropIns(name));
      for (var file : dropIns(name, all)) {
        overlay(file, dropIns, problems);
      }
    } catch (IOException unreadable) {
      var file =
          unreadable instanceof FileSystemException failed && failed.getFile() != null
              ? Path.of(failed.getFile())
              : root;
      problems.add(unreadable(file, unreadable));
    }
    var first = beforeGenerated(name);
    var mask = first.filter(this::isMask);
    return new UnitOverlay(
        name,
        mask.isPresent() ? Optional.empty() : first.map(file -> hiding(file, problems)),
        mask,
        dropIns,
        problems);
  }

  /**
   * The other names of a unit by which it can have drop-ins. The names of folders tell which these
   * can be, so that of the many links of a machine few are looked at.
   */
  private Set<String> aliasesWithDropIns(String name) throws IOException {
    var suffix = new UnitName(name).suffix();
    Set<String> names = new TreeSet<>(CodePoints.ORDER);
    Set<String> dropIns = new HashSet<>();
    Set<Path> listed = new HashSet<>();
    for (var folder : folders) {
      if (listed.add(folder.place())) {
        for (var entry : list(folder.place(), "")) {
          if (entry.endsWith(suffix)) {
            names.add(entry);
          } else if (entry.endsWith(suffix + ".d")) {
            dropIns.add(entry);
          }
        }
      }
    }
    Set<String> found = new TreeSet<>(CodePoints.ORDER);
    for (var candidate : names) {
      if (!candidate.equals(name) && hasDropIns(candidate, dropIns) && leadsTo(candidate, name)) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static boolean hasDropIns(String name, Set<String> dropIns) {
    var nearFirst = new UnitName(name).dropInFolders();
    for (var near : nearFirst.subList(0, nearFirst.size() - 1)) {
      if (dropIns.contains(near)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name is one of a unit's others, be it by way of a third. */
  private boolean leadsTo(String alias, String name) throws IOException {
    Set<String> passed = new HashSet<>();
    var at = Optional.of(alias);
    while (at.isPresent() && passed.add(at.get())) {
      at = aliased(at.get());
      if (at.filter(name::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The unit whose alias a name is: the first folder that has something of the name says so. */
  private Optional<String> aliased(String name) throws IOException {
    for (var folder : folders) {
      if (inFolder(folder, name).isPresent()) {
        return aliased(folder, name);
      }
    }
    return Optional.empty();
  }

  private void overlay(Path file, List<UnitFile> dropIns, List<Problem> problems) {
    try {
      if (UnitTexts.isMask(file) || texts.find(file).isPresent()) {
        dropIns.add(texts.parse(file).unit());
      }
    } catch (IOException unreadable) {
      problems.add(unreadable(file, unreadable));
    }
  }

  private static Problem unreadable(Path file, IOException why) {
    return new Problem(
        Problem.Severity.ERROR,
        "unreadable",
        new Origin(file, 1),
        1,
        1,
        "cannot be read: " + Failures.reason(why),
        "systemd may read it",
        Failures.mend(why));
  }

  /** The first file of the name before the generated one. */
  private Optional<Path> beforeGenerated(String name) {
    for (var folder : folders) {
      if (folder.name().equals(GENERATED)) {
        break;
      }
      var file = inFolder(folder, name);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private UnitFile hiding(Path file, List<Problem> problems) {
    try {
      return texts.parse(file).unit();
    } catch (IOException unreadable) {
      problems.add(unreadable(file, unreadable));
      return UnitFile.empty(file);
    }
  }

  /** A link to nothing, or an empty file. */
  private boolean isMask(Path file) {
    try {
      var place = texts.find(file);
      return UnitTexts.isMask(file) || (place.isPresent() && Files.size(place.get()) == 0);
    } catch (IOException unknown) {
      return false;
    }
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
    return unit(name, file, own.unit(), problems);
  }

  private SystemdUnit unit(String name, Path file, UnitFile own, List<Problem> problems)
      throws IOException {
    List<Path> merged = new ArrayList<>();
    List<UnitFile> dropIns = new ArrayList<>();
    for (var dropIn : dropIns(name, aliasesOf(name))) {
      if (UnitTexts.isMask(dropIn) || texts.find(dropIn).isPresent()) {
        var parsed = parse(dropIn);
        parsed.problems().forEach(problem -> problems.add(problem.problem()));
        dropIns.add(parsed.unit());
        merged.add(dropIn);
      }
    }
    return new SystemdUnit(name, own.merge(dropIns), file, merged, problems);
  }

  private UnitFile.Parsed parse(Path file) throws IOException {
    try {
      return texts.parse(file);
    } catch (IOException unreadable) {
      throw new FileSystemException(
          file.toString(), null, "cannot be read: " + Failures.reason(unreadable));
    }
  }

  /** Those of a unit, in the order in which they are merged. */
  private Iterable<Path> dropIns(String name, Set<String> aliases) throws IOException {
    Map<String, Path> byName = new TreeMap<>(CodePoints.ORDER);
    List<String> names = new ArrayList<>();
    names.add(name);
    names.addAll(aliases);
    for (var one : names) {
      var nearFirst = new UnitName(one).dropInFolders();
      for (var folder : folders) {
        for (var near : nearFirst.subList(0, nearFirst.size() - 1)) {
          collect(folder.place(), near, byName);
        }
      }
    }
    for (var folder : folders) {
      collect(folder.place(), new UnitName(name).dropInFolders().getLast(), byName);
    }
    return byName.values();
  }

  private void collect(Path folder, String dropIns, Map<String, Path> byName) throws IOException {
    Optional<Path> place;
    try {
      place = texts.findFolder(folder.resolve(dropIns));
    } catch (InvalidPathException noName) {
      return;
    }
    if (place.isPresent()) {
      for (var name : list(place.get(), DROP_IN)) {
        if (!name.startsWith(".")) {
          byName.putIfAbsent(name, place.get().resolve(name));
        }
      }
    }
  }

  /** The other names of a unit, those of its aliases with them. */
  private Set<String> aliasesOf(String name) throws IOException {
    if (aliases.isEmpty()) {
      aliases = Optional.of(findAliases());
    }
    Set<String> found = new TreeSet<>(CodePoints.ORDER);
    Deque<String> waiting = new ArrayDeque<>(List.of(name));
    while (!waiting.isEmpty()) {
      for (var alias : aliases.get().getOrDefault(waiting.removeFirst(), Set.of())) {
        if (!alias.equals(name) && found.add(alias)) {
          waiting.add(alias);
        }
      }
    }
    return found;
  }

  /** The first folder that has something of a name says what it is. */
  private Map<String, Set<String>> findAliases() throws IOException {
    Map<String, Set<String>> found = new HashMap<>();
    Set<String> known = new HashSet<>();
    for (var folder : folders) {
      for (var name : list(folder.place(), "")) {
        if (known.add(name)) {
          var unit = aliased(folder, name);
          if (unit.isPresent()) {
            found.computeIfAbsent(unit.get(), _ -> new HashSet<>()).add(name);
          }
        }
      }
    }
    return found;
  }

  /** The unit whose alias a name is: the link leads to another name in one of the folders. */
  private Optional<String> aliased(Folder folder, String name) throws IOException {
    var link = folder.place().resolve(name);
    if (!Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    var target = Files.readSymbolicLink(link);
    var unit = String.valueOf(target.getFileName());
    var suffix = new UnitName(name).suffix();
    if (unit.equals(name) || suffix.isEmpty() || !unit.endsWith(suffix)) {
      return Optional.empty();
    }
    var parent =
        target.isAbsolute()
            ? root.resolve(target.toString().substring(1)).normalize().getParent()
            : folder.place().resolve(target).normalize().getParent();
    return parent != null && isFolder(parent) ? Optional.of(unit) : Optional.empty();
  }

  /** Whether units are looked for there; what a link leads to need not exist. */
  private boolean isFolder(Path place) {
    for (var name : LOAD_PATH) {
      if (place.equals(root.resolve(name.substring(1)).normalize())) {
        return true;
      }
    }
    try {
      var real = rooted.resolve(place);
      return folders.stream().anyMatch(folder -> folder.place().equals(real));
    } catch (IOException notThere) {
      return false;
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
