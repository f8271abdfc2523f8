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
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads units and their drop-ins from folders: the one class of this library that looks at a disk.
 *
 * <p>Of two units with one name the one in the earlier folder counts. Drop-ins are merged in the
 * order of their names; of two with one name the one in the nearer folder counts ({@code
 * radio-front.container.d} before {@code radio-.container.d} before {@code container.d}), and then
 * the one in the earlier search folder.
 *
 * <p>What is read may be hostile: only regular files of at most {@link #MOST_BYTES} are read, links
 * do not lead out of the root folder that is given, folders are entered once.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, {@code systemd.unit(5)}.
 */
public final class QuadletReader {
  /** The most bytes that a unit or a drop-in may have: 2 MiB. */
  public static final int MOST_BYTES = 2 * 1024 * 1024;

  /** The most files that one folder may hold. */
  public static final int MOST_FILES = 100_000;

  /** So few units that a second thread would not pay. */
  private static final int FEW = 64;

  /** What stands for bytes that are no UTF-8. */
  static final char REPLACEMENT = '\uFFFD';

  private static final String DROP_IN = ".conf";

  private final Subfolders subfolders;
  private final Optional<ReadingMemory> memory;

  /** The one unit that is read; empty for all. */
  private final Optional<String> only;

  private final List<Searched> searched = new ArrayList<>();
  private final Set<Path> visited = new HashSet<>();
  private final Map<Path, Listing> listings = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private QuadletReader(
      Subfolders subfolders, Optional<String> only, Optional<ReadingMemory> memory) {
    this.memory = memory;
    this.subfolders = subfolders;
    this.only = only;
  }

  /** A tree, and how it is looked at: its files and links are its own affair. */
  private static final class Ground {
    private final Path root;
    private final Rooted rooted;
    private final UnitDisk disk;
    private final UnitTexts texts;
    private final UserFolders users;

    Ground(UnitTree tree, Optional<ReadingMemory> memory) {
      this.root = tree.root().toAbsolutePath().normalize();
      this.rooted = new Rooted(tree.root());
      this.disk = tree.disk();
      this.texts = new UnitTexts(rooted, disk, Dialect.QUADLET, memory);
      this.users = UserFolders.of(root, rooted);
    }

    /** The folder itself, of which the disk may know though it is on none. */
    Path real(Path folder) throws IOException {
      try {
        return rooted.resolve(folder);
      } catch (NoSuchFileException missing) {
        if (disk.kind(folder) == UnitDisk.Kind.FOLDER) {
          return folder;
        }
        throw missing;
      }
    }
  }

  /** A folder that is looked in, with no link left in its name, and the tree that it is in. */
  private record Searched(Ground ground, Path folder) {}

  /** Which folders below those that are searched are searched too. */
  private enum Subfolders {
    NONE,
    /** The system does not take the users' units, and no user takes another's. */
    ALL_BUT_THOSE_OF_USERS,
    ALL
  }

  /**
   * Reads the units of this machine.
   *
   * @param folders where to look, the most important first
   * @return the units, and what could not be read
   */
  public static Reading read(List<Path> folders) {
    return read(Path.of("/"), folders);
  }

  /**
   * Reads the units of the machine whose root folder is {@code root}; no link leads out of it.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first; those that do not exist are passed over
   * @return the units, and what could not be read
   */
  public static Reading read(Path root, List<Path> folders) {
    return read(root, folders, UnitDisk.OWN);
  }

  /**
   * As {@link #read(Path, List)}, of a tree that is looked at in the caller's way.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first; those that do not exist are passed over
   * @param disk gets only places below {@code root}
   * @return the units, and what could not be read
   */
  public static Reading read(Path root, List<Path> folders, UnitDisk disk) {
    return readTrees(List.of(new UnitTree(root, folders, disk)));
  }

  /**
   * Reads the units of a machine that is put together of several trees: a unit of one has its
   * drop-ins of all.
   *
   * @param trees the most important first; a link leads no further than its own tree
   * @return the units, and what could not be read
   */
  public static Reading readTrees(List<UnitTree> trees) {
    return new QuadletReader(Subfolders.ALL_BUT_THOSE_OF_USERS, Optional.empty(), Optional.empty())
        .run(trees);
  }

  /**
   * As {@link #read(Path, List)}, for who reads the same folders again and again.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first; those that do not exist are passed over
   * @param disk gets only places below {@code root}
   * @param memory what was read before; it is for these folders alone
   * @return the units, and what could not be read
   */
  public static Reading read(Path root, List<Path> folders, UnitDisk disk, ReadingMemory memory) {
    return new QuadletReader(
            Subfolders.ALL_BUT_THOSE_OF_USERS, Optional.empty(), Optional.of(memory))
        .run(root, folders, disk);
  }

  /**
   * Reads one unit with its drop-ins, found as {@link #read(Path, List)} finds it. The files of
   * other units are not opened, however many there are and whatever is wrong with them.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first; those that do not exist are passed over
   * @param name the name of the unit's file, such as {@code qm.container}
   * @return the unit, and what could not be read of it; no unit if there is none of this name
   */
  public static Reading readUnit(Path root, List<Path> folders, String name) {
    return new QuadletReader(Subfolders.ALL_BUT_THOSE_OF_USERS, Optional.of(name), Optional.empty())
        .run(root, folders, UnitDisk.OWN);
  }

  /**
   * Reads the units of folders that somebody has named, as with {@link Folders#VARIABLE}: unlike
   * {@link #read(Path, List)} it searches all of their subfolders, those of single users too.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first
   * @return the units, and what could not be read
   */
  public static Reading readNamed(Path root, List<Path> folders) {
    return new QuadletReader(Subfolders.ALL, Optional.empty(), Optional.empty())
        .run(root, folders, UnitDisk.OWN);
  }

  /**
   * As {@link #readNamed(Path, List)}, for who reads the same folders again and again.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first
   * @param disk gets only places below {@code root}
   * @param memory what was read before; it is for these folders alone
   * @return the units, and what could not be read
   */
  public static Reading readNamed(
      Path root, List<Path> folders, UnitDisk disk, ReadingMemory memory) {
    return new QuadletReader(Subfolders.ALL, Optional.empty(), Optional.of(memory))
        .run(root, folders, disk);
  }

  /**
   * Reads the units of folders as {@link #read(Path, List)} does, but not those of their
   * subfolders: for a folder that holds more than units, such as somebody's home.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first
   * @return the units, and what could not be read
   */
  public static Reading readFlat(Path root, List<Path> folders) {
    return new QuadletReader(Subfolders.NONE, Optional.empty(), Optional.empty())
        .run(root, folders, UnitDisk.OWN);
  }

  /**
   * As {@link #readFlat(Path, List)}, for who reads the same folders again and again.
   *
   * @param root the root folder of the machine
   * @param folders where to look, the most important first
   * @param disk gets only places below {@code root}
   * @param memory what was read before; it is for these folders alone
   * @return the units, and what could not be read
   */
  public static Reading readFlat(
      Path root, List<Path> folders, UnitDisk disk, ReadingMemory memory) {
    return new QuadletReader(Subfolders.NONE, Optional.empty(), Optional.of(memory))
        .run(root, folders, disk);
  }

  private Reading run(Path root, List<Path> folders, UnitDisk disk) {
    return run(List.of(new UnitTree(root, folders, disk)));
  }

  private Reading run(List<UnitTree> trees) {
    memory.ifPresent(ReadingMemory::begin);
    for (var tree : trees) {
      var ground = new Ground(tree, memory);
      for (var folder : tree.folders()) {
        try {
          var real = ground.real(folder);
          searchReal(ground, real, ground.users.start(ground.root, folder, real));
        } catch (IOException notThere) {
          // a folder that is not there holds nothing
        }
      }
    }
    return units();
  }

  private Reading units() {
    Map<String, Source> sources = new LinkedHashMap<>();
    for (var place : searched) {
      List<String> names = new ArrayList<>();
      for (var name : list(place.ground(), place.folder()).names()) {
        if (!sources.containsKey(name) && isWanted(name)) {
          names.add(name);
        }
      }
      for (var loaded : load(place, names)) {
        if (loaded.source().isPresent()) {
          sources.put(loaded.source().get().name(), loaded.source().get());
        }
        problems.addAll(loaded.problems());
      }
    }
    List<QuadletUnit> units = new ArrayList<>(sources.size());
    for (var source : sources.values()) {
      units.add(withDropIns(source));
    }
    return new Reading(units, problems, searched.stream().map(Searched::folder).toList());
  }

  private boolean isWanted(String name) {
    return (only.isEmpty() || only.get().equals(name)) && UnitType.ofFileName(name).isPresent();
  }

  /**
   * A unit's own file.
   *
   * @param file where it was found
   */
  private record Source(String name, Path file, UnitFile unit) {}

  /**
   * What a folder holds.
   *
   * @param names all names, in the order of their bytes
   * @param dropInFolders those that end in {@code .d}
   */
  private record Listing(List<String> names, Set<String> dropInFolders) {}

  /** Searches a folder that has no link in its name. */
  private void searchReal(Ground ground, Path folder, UserFolders.Start start) {
    if (!isSearched(ground, folder, start)
        || ground.disk.kind(folder) != UnitDisk.Kind.FOLDER
        || !visited.add(folder)) {
      return;
    }
    searched.add(new Searched(ground, folder));
    if (subfolders == Subfolders.NONE) {
      return;
    }
    for (var entry : list(ground, folder).names()) {
      try {
        below(ground, folder.resolve(entry), start);
      } catch (InvalidPathException misnamed) {
        // a unit with such a name is reported when it is read
      }
    }
  }

  private void below(Ground ground, Path entry, UserFolders.Start start) {
    switch (ground.disk.kind(entry)) {
      // a folder of drop-ins is known by its own name, not by that of a link to it
      case LINK -> searchLinked(ground, entry, start);
      // not resolved again, which would cost its whole depth: thousands may lie in each other
      case FOLDER -> searchReal(ground, entry, start);
      case FILE, OTHER -> {}
    }
  }

  private void searchLinked(Ground ground, Path link, UserFolders.Start start) {
    if (subfolders == Subfolders.ALL_BUT_THOSE_OF_USERS && ground.users.isOfOneUser(link)) {
      // wherever it leads to, it is what one user has: Podman would take it for everybody's
      return;
    }
    try {
      searchReal(ground, ground.rooted.resolve(link), start);
    } catch (IOException notThere) {
      // a link to nowhere holds nothing
    }
  }

  private boolean isSearched(Ground ground, Path folder, UserFolders.Start start) {
    return switch (subfolders) {
      case NONE -> true;
      case ALL -> !isOfDropIns(folder);
      case ALL_BUT_THOSE_OF_USERS -> !isOfDropIns(folder) && !ground.users.isClosed(folder, start);
    };
  }

  private static boolean isOfDropIns(Path folder) {
    var name = folder.getFileName();
    return name != null && name.toString().endsWith(".d");
  }

  /** The names in a folder, in the order of their bytes; none if it cannot be listed. */
  private Listing list(Ground ground, Path folder) {
    var known = listings.get(folder);
    if (known != null) {
      return known;
    }
    List<String> names = new ArrayList<>();
    try {
      names.addAll(ground.disk.names(folder, MOST_FILES + 1));
      if (names.size() > MOST_FILES) {
        report(
            folder,
            "more than " + MOST_FILES + " files in one folder",
            "the rest of them is not looked at",
            "move what does not belong there");
      }
    } catch (NoSuchFileException notThere) {
      // it may go between being seen and being listed
    } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
      report(
          folder,
          "the folder cannot be listed: " + Failures.reason(unreadable),
          "its units are missing",
          Failures.mend(unreadable));
    }
    names.sort(CodePoints.ORDER);
    Set<String> dropInFolders = new HashSet<>();
    for (var name : names) {
      if (name.endsWith(".d")) {
        dropInFolders.add(name);
      }
    }
    var listing = new Listing(names, dropInFolders);
    listings.put(folder, listing);
    return listing;
  }

  /** A unit's own file, or why there is none. */
  private record Loaded(Optional<Source> source, List<Problem> problems) {}

  /** Reads the units of one folder, many of them on all processors. */
  private List<Loaded> load(Searched place, List<String> names) {
    var loaded = new Loaded[names.size()];
    var workers = names.size() < FEW ? 1 : Math.min(4, Runtime.getRuntime().availableProcessors());
    List<Thread> threads = new ArrayList<>();
    for (var worker = 1; worker < workers; worker++) {
      threads.add(Thread.ofPlatform().start(new Loading(place, names, loaded, worker, workers)));
    }
    new Loading(place, names, loaded, 0, workers).run();
    for (var thread : threads) {
      joined(thread);
    }
    return List.of(loaded);
  }

  /** Waits for a thread that ends by itself; an interrupt is kept for later. */
  private static void joined(Thread thread) {
    var interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads every so many-th unit of a folder. */
  private static final class Loading implements Runnable {
    private final Searched place;
    private final List<String> names;
    private final Loaded[] loaded;
    private final int first;
    private final int step;

    Loading(Searched place, List<String> names, Loaded[] loaded, int first, int step) {
      this.place = place;
      this.names = names;
      this.loaded = loaded;
      this.first = first;
      this.step = step;
    }

    @Override
    public void run() {
      for (var i = first; i < names.size(); i += step) {
        loaded[i] = load(place, names.get(i));
      }
    }
  }

  private static Loaded load(Searched place, String name) {
    try {
      return loadFile(place, place.folder().resolve(name), name);
    } catch (InvalidPathException misnamed) {
      return misnamed(place.folder(), name);
    }
  }

  /** Java cannot open a file whose name is no text to it. */
  private static Loaded misnamed(Path folder, String name) {
    return new Loaded(
        Optional.empty(),
        List.of(
            unreadable(
                folder,
                "the name of a file in it is not UTF-8, or this process's locale is not: " + name,
                "there will be no service for it",
                "rename it, or set LC_ALL=C.UTF-8")));
  }

  private static Loaded loadFile(Searched place, Path file, String name) {
    try {
      var unit = place.ground().texts.parse(file);
      if (unit.problems().isEmpty()) {
        return new Loaded(Optional.of(new Source(name, file, unit.unit())), List.of());
      }
      return new Loaded(
          Optional.empty(),
          Unreadable.in(
              unit, UnitType.ofFileName(name).orElseThrow(), "there will be no service for it"));
    } catch (IOException unreadable) {
      if (unreadable instanceof NoSuchFileException && name.indexOf(REPLACEMENT) >= 0) {
        return misnamed(place.folder(), name);
      }
      return new Loaded(
          Optional.empty(),
          List.of(
              unreadable(
                  file,
                  "cannot be read: " + Failures.reason(unreadable),
                  "there will be no service for it",
                  Failures.mend(unreadable))));
    }
  }

  /** A drop-in's file, and the tree that it is in. */
  private record DropIn(Ground ground, Path file) {}

  private QuadletUnit withDropIns(Source source) {
    Map<String, DropIn> byName = new TreeMap<>(CodePoints.ORDER);
    for (var folder : new UnitName(source.name()).dropInFolders()) {
      for (var place : searched) {
        if (list(place.ground(), place.folder()).dropInFolders().contains(folder)) {
          collect(place.ground(), place.folder().resolve(folder), byName);
        }
      }
    }
    if (byName.isEmpty()) {
      return new QuadletUnit(source.name(), source.unit(), source.file(), List.of());
    }
    List<Path> merged = new ArrayList<>();
    List<UnitFile> dropIns = new ArrayList<>();
    for (var found : byName.values()) {
      var file = found.file();
      try {
        var dropIn = found.ground().texts.parse(file);
        if (dropIn.problems().isEmpty()) {
          dropIns.add(dropIn.unit());
          merged.add(file);
        } else {
          problems.addAll(
              Unreadable.in(
                  dropIn,
                  UnitType.ofFileName(source.name()).orElseThrow(),
                  source.name() + " is taken without it"));
        }
      } catch (IOException unreadable) {
        report(
            file,
            "cannot be read: " + Failures.reason(unreadable),
            source.name() + " is taken without it",
            Failures.mend(unreadable));
      }
    }
    return new QuadletUnit(source.name(), merged(source.unit(), dropIns), source.file(), merged);
  }

  private UnitFile merged(UnitFile unit, List<UnitFile> dropIns) {
    return memory.isPresent() ? memory.get().merged(unit, dropIns) : unit.merge(dropIns);
  }

  /** Adds the drop-ins of a folder that no nearer folder has. */
  private void collect(Ground ground, Path folder, Map<String, DropIn> byName) {
    Path real;
    try {
      real = ground.real(folder);
    } catch (IOException notThere) {
      return;
    }
    if (ground.disk.kind(real) != UnitDisk.Kind.FOLDER) {
      report(
          folder,
          "not a folder",
          "drop-ins are files in a folder of this name",
          "make it a folder and put the file into it");
      return;
    }
    for (var name : list(ground, real).names()) {
      if (name.endsWith(DROP_IN)) {
        try {
          byName.putIfAbsent(name, new DropIn(ground, folder.resolve(name)));
        } catch (InvalidPathException misnamed) {
          problems.addAll(misnamed(folder, name).problems());
        }
      }
    }
  }

  private void report(Path file, String what, String why, String mend) {
    problems.add(unreadable(file, what, why, mend));
  }

  private static Problem unreadable(Path file, String what, String why, String mend) {
    return new Problem(
        Problem.Severity.ERROR, "unreadable", new Origin(file, 1), 1, 1, what, why, mend);
  }
}
