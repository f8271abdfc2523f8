package dev.qm.partition.landed;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lands the files of a thing, such as an add-on or a demo, and takes them back. A file that is
 * there already, whoever made it, is never overwritten; one that was changed since is never
 * removed.
 */
public final class LandedRecords {
  /** Bytes of a record. */
  private static final int LONGEST = 1 << 20;

  /** Bytes of a file that is compared. */
  private static final int LONGEST_FILE = 64 << 20;

  private final Root root;
  private final Kind kind;

  private LandedRecords(Root root, Kind kind) {
    this.root = root;
    this.kind = kind;
  }

  /** Add-ons that {@code qm addon install} landed on the machine below {@code root}. */
  public static LandedRecords addons(Root root) {
    return new LandedRecords(
        root,
        new Kind("add-on", "qm addon", Layout.STATE + "/addons", List.of("/usr", "/etc", "/opt")));
  }

  /**
   * Demos on the machine below {@code root}.
   *
   * @param etc the partition's tree that is {@code /etc} inside, the only place where they land
   */
  public static LandedRecords demos(Root root, String etc) {
    return new LandedRecords(
        root, new Kind("demo", "qm demo", Layout.STATE + "/demos", List.of(etc)));
  }

  /**
   * What is landed.
   *
   * @param noun as a sentence calls one of them
   * @param command the words before the name
   * @param folder where the records are
   * @param tops the trees that files may land in
   */
  private record Kind(String noun, String command, String folder, List<String> tops) {}

  /** What becomes of a file that somebody changed since it landed. */
  public enum Edited {
    /** Nothing lands. */
    REFUSED,
    /** It stays as it is, and the others land. */
    KEPT
  }

  /**
   * What is known of one.
   *
   * @param folders those that we made, for it or for another one, the outermost first
   * @param files path and SHA-256
   */
  private record Known(List<String> folders, List<Landed> files) {}

  private record Landed(String path, String digest) {}

  /** The names of those with a record, sorted. */
  public List<String> names() throws HostException {
    var folder = root.at(kind.folder());
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        if (!name.startsWith(".")) {
          names.add(name);
        }
      }
    } catch (IOException failure) {
      throw new HostException(
          "cannot read the records of " + kind.noun() + "s in " + folder, failure);
    }
    names.sort(null);
    return names;
  }

  /** Whether it was landed by {@link #install}. */
  public boolean isInstalled(String name) {
    return Files.isRegularFile(root.at(kind.folder()).resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Lands files: all of them, or none when one is in the way.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException when there is something else at one of the places
   */
  public List<String> install(String name, List<LandedFile> files, Edited edited)
      throws HostException {
    var before = read(name);
    var ours = foldersOfAll();
    List<String> folders = new ArrayList<>(before.map(Known::folders).orElse(List.of()));
    List<Landed> landed = new ArrayList<>();
    List<LandedFile> fresh = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (var file : files) {
      var known = known(before, file.path());
      switch (standing(file, known)) {
        case FREE, OURS -> {
          landed.add(new Landed(file.path(), file.digest()));
          fresh.add(file);
        }
        case EDITED -> {
          if (edited == Edited.REFUSED) {
            throw inTheWay(name, file, "was changed since it was put there");
          }
          landed.add(known.orElseThrow());
          kept.add(file.path());
        }
        case FOREIGN ->
            throw inTheWay(name, file, "is there already, and not from this " + kind.noun());
      }
      for (var folder : ownFolders(file.path(), ours)) {
        if (!folders.contains(folder)) {
          folders.add(folder);
        }
      }
    }
    // what an older version had and this one has no more is still to be taken back
    for (var old : before.map(Known::files).orElse(List.of())) {
      if (landed.stream().noneMatch(now -> now.path().equals(old.path()))) {
        landed.add(old);
      }
    }
    // what is ours goes before the record of what replaces it: a file that the record does not
    // describe would be taken for somebody's edit
    for (var file : fresh) {
      var known = known(before, file.path());
      if (known.isPresent() && !known.get().digest().equals(file.digest())) {
        var place = place(file.path());
        place.tree().delete(place.inside());
      }
    }
    // on the disk before anything that it names: a killed installation is taken back whole
    write(name, new Known(folders, landed));
    for (var folder : folders) {
      var place = place(folder);
      if (!place.tree().isFolder(place.inside())) {
        place.tree().makeFolder(place.inside());
      }
    }
    for (var file : fresh) {
      var place = place(file.path());
      place.tree().write(place.inside(), file.content(), file.mode());
    }
    return kept;
  }

  /**
   * Takes one back.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException also when there is no record of it
   */
  public List<String> remove(String name) throws HostException {
    var known =
        read(name)
            .orElseThrow(() ->
                new HostException(
                    "the " + kind.noun() + " " + name + " was not installed by qm",
                    "there is no record of it in " + root.at(kind.folder())));
    List<String> kept = new ArrayList<>();
    for (var file : known.files()) {
      var place = place(file.path());
      switch (place.tree().read(place.inside(), LONGEST_FILE)) {
        case HostileTree.Found.Nothing() -> place.tree().sweep(place.inside());
        case HostileTree.Found.Content(var bytes)
            when LandedFile.digest(bytes.bytes()).equals(file.digest()) ->
            place.tree().delete(place.inside());
        case HostileTree.Found.Content _, HostileTree.Found.Odd _ -> kept.add(file.path());
      }
    }
    for (var folder : known.folders().reversed()) {
      var place = place(folder);
      place.tree().deleteEmptyFolder(place.inside());
    }
    delete(name);
    return kept;
  }

  /** How a place stands to the file that is to land there. */
  private enum Standing {
    FREE,
    /** It is as it landed before, or is the file already. */
    OURS,
    /** It landed before, and somebody changed it. */
    EDITED,
    FOREIGN
  }

  private Standing standing(LandedFile file, Optional<Landed> known) throws HostException {
    var place = place(file.path());
    return switch (place.tree().read(place.inside(), LONGEST_FILE)) {
      case HostileTree.Found.Nothing() -> Standing.FREE;
      case HostileTree.Found.Content(var bytes) -> {
        if (known.isEmpty()) {
          yield Standing.FOREIGN;
        }
        var digest = LandedFile.digest(bytes.bytes());
        yield digest.equals(known.get().digest()) || digest.equals(file.digest())
            ? Standing.OURS
            : Standing.EDITED;
      }
      case HostileTree.Found.Odd _ -> known.isPresent() ? Standing.EDITED : Standing.FOREIGN;
    };
  }

  private static Optional<Landed> known(Optional<Known> before, String path) {
    return before.stream()
        .flatMap(known -> known.files().stream())
        .filter(landed -> landed.path().equals(path))
        .findFirst();
  }

  private HostException inTheWay(String name, LandedFile file, String why) {
    return new HostException(
        "cannot install the " + kind.noun() + " " + name,
        root.at(file.path()) + " " + why,
        "move it away, or keep it and leave the " + kind.noun() + " out; nothing was changed");
  }

  /**
   * The folders above a file that we made, now or for another one: the last file takes them along.
   */
  private List<String> ownFolders(String path, Set<String> ours) throws HostException {
    List<String> own = new ArrayList<>();
    var top = top(path);
    for (var folder = parent(path); folder.length() > top.length(); folder = parent(folder)) {
      var place = place(folder);
      if (place.tree().isFolder(place.inside()) && !ours.contains(folder)) {
        break;
      }
      own.addFirst(folder);
    }
    return own;
  }

  private Set<String> foldersOfAll() throws HostException {
    Set<String> folders = new HashSet<>();
    for (var name : names()) {
      read(name).ifPresent(known -> folders.addAll(known.folders()));
    }
    return folders;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** A place seen from the tree that it lies in. */
  private record Place(HostileTree tree, String inside) {}

  private Place place(String path) throws HostException {
    var top = top(path);
    return new Place(
        new HostileTree(ConfinedPath.resolve(root.directory(), top)),
        path.substring(top.length() + 1));
  }

  private String top(String path) throws HostException {
    for (var top : kind.tops()) {
      if (path.startsWith(top + "/")) {
        return top;
      }
    }
    throw new HostException(
        "will not touch " + path,
        "the files of " + kind.noun() + "s are below " + String.join(", ", kind.tops()) + " only");
  }

  private Optional<Known> read(String name) throws HostException {
    if (!isInstalled(name)) {
      return Optional.empty();
    }
    var place = kind.folder() + "/" + name;
    var bytes = ConfinedPath.readBounded(root.directory(), place, LONGEST);
    List<String> folders = new ArrayList<>();
    List<Landed> files = new ArrayList<>();
    var number = 0;
    for (var line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      var words = line.split(" ", 3);
      if (words[0].equals("folder") && words.length == 2) {
        folders.add(words[1]);
      } else if (words[0].equals("file") && words.length == 3) {
        files.add(new Landed(words[2], words[1]));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new HostException(
            root.at(place) + ":" + number + ": cannot read this line of the record of what landed",
            "another version of qm wrote it, or somebody changed it",
            "use that version, or mend the line");
      }
    }
    return Optional.of(new Known(folders, files));
  }

  private void write(String name, Known known) throws HostException {
    var text = new StringBuilder();
    text.append("# Written by `").append(kind.command());
    text.append("`: what it landed, with the SHA-256 of each.\n");
    text.append("# `").append(kind.command()).append(" remove ").append(name);
    text.append("` takes it back.\n");
    known.folders().forEach(folder -> text.append("folder ").append(folder).append('\n'));
    for (var file : known.files()) {
      text.append("file ").append(file.digest()).append(' ').append(file.path()).append('\n');
    }
    var folder = ConfinedPath.resolve(root.directory(), kind.folder());
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure, "use sudo, if you are not root");
    }
    AtomicFile.write(folder.resolve(name), text.toString(), "0644");
  }

  private void delete(String name) throws HostException {
    var folder = ConfinedPath.resolve(root.directory(), kind.folder());
    try {
      Files.deleteIfExists(folder.resolve(name));
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException others) {
      // other add-ons' records
    } catch (IOException failure) {
      throw new HostException("cannot remove " + folder.resolve(name), failure);
    }
  }
}
