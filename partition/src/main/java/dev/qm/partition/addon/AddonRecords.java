package dev.qm.partition.addon;

import dev.qm.host.AtomicFile;
import dev.qm.host.ConfinedPath;
import dev.qm.host.HostException;
import dev.qm.host.HostileTree;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Installs and removes add-ons without a package manager. A file that is there already, whoever
 * made it, is never overwritten; one that was changed since is never removed.
 */
public final class AddonRecords {
  private static final String FOLDER = Layout.STATE + "/addons";

  /** Bytes of a record. */
  private static final int LONGEST = 1 << 20;

  /** Bytes of a file that is compared. */
  private static final int LONGEST_FILE = 64 << 20;

  private static final List<String> TOPS = List.of("/usr", "/etc", "/opt");

  private final Root root;

  /** The add-ons of the machine below {@code root}. */
  public AddonRecords(Root root) {
    this.root = root;
  }

  /**
   * What is known of an add-on.
   *
   * @param folders those that were not there before, the outermost first
   * @param files path and SHA-256
   */
  private record Known(List<String> folders, List<Landed> files) {}

  private record Landed(String path, String digest) {}

  /** The names of the add-ons with a record, sorted. */
  public List<String> names() throws HostException {
    var folder = root.at(FOLDER);
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
      throw new HostException("cannot read the records of add-ons in " + folder, failure);
    }
    names.sort(null);
    return names;
  }

  /** Whether the add-on was installed by {@link #install}. */
  public boolean isInstalled(String name) {
    return Files.isRegularFile(root.at(FOLDER).resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Lands the files of an add-on: all of them, or none when one is in the way.
   *
   * @throws HostException when there is something at one of the places
   */
  public void install(String name, List<AddonFile> files) throws HostException {
    var before = read(name);
    List<String> folders = new ArrayList<>(before.map(Known::folders).orElse(List.of()));
    List<Landed> landed = new ArrayList<>();
    for (var file : files) {
      requireFree(name, file, before);
      landed.add(new Landed(file.path(), file.digest()));
      for (var missing : missingFolders(file.path())) {
        if (!folders.contains(missing)) {
          folders.add(missing);
        }
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
    for (var file : files) {
      var place = place(file.path());
      place.tree().write(place.inside(), file.content(), file.mode());
    }
  }

  /**
   * Takes an add-on back.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException also when there is no record of it
   */
  public List<String> remove(String name) throws HostException {
    var known =
        read(name)
            .orElseThrow(() ->
                new HostException(
                    "the add-on " + name + " was not installed by qm",
                    "there is no record of it in " + root.at(FOLDER)));
    List<String> kept = new ArrayList<>();
    for (var file : known.files()) {
      var place = place(file.path());
      switch (place.tree().read(place.inside(), LONGEST_FILE)) {
        case HostileTree.Found.Nothing() -> place.tree().sweep(place.inside());
        case HostileTree.Found.Content(var bytes)
            when AddonFile.digest(bytes.bytes()).equals(file.digest()) ->
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

  private void requireFree(String name, AddonFile file, Optional<Known> before)
      throws HostException {
    var place = place(file.path());
    switch (place.tree().read(place.inside(), LONGEST_FILE)) {
      case HostileTree.Found.Nothing() -> {}
      case HostileTree.Found.Content(var bytes) -> {
        var mine = new Landed(file.path(), AddonFile.digest(bytes.bytes()));
        if (before.isEmpty() || !before.get().files().contains(mine)) {
          throw inTheWay(name, file);
        }
      }
      case HostileTree.Found.Odd _ -> throw inTheWay(name, file);
    }
  }

  private HostException inTheWay(String name, AddonFile file) {
    return new HostException(
        "cannot install " + name,
        root.at(file.path()) + " is there already, and not from this add-on",
        "move it away, or keep it and leave the add-on out; nothing was changed");
  }

  private List<String> missingFolders(String path) throws HostException {
    List<String> missing = new ArrayList<>();
    for (var folder = parent(path); folder.indexOf('/', 1) > 0; folder = parent(folder)) {
      var place = place(folder);
      if (place.tree().isFolder(place.inside())) {
        break;
      }
      missing.addFirst(folder);
    }
    return missing;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** A place seen from the tree that it lies in. */
  private record Place(HostileTree tree, String inside) {}

  private Place place(String path) throws HostException {
    for (var top : TOPS) {
      if (path.startsWith(top + "/")) {
        return new Place(
            new HostileTree(ConfinedPath.resolve(root.directory(), top)),
            path.substring(top.length() + 1));
      }
    }
    throw new HostException(
        "will not touch " + path, "an add-on has files below /usr, /etc and /opt only");
  }

  private Optional<Known> read(String name) throws HostException {
    if (!isInstalled(name)) {
      return Optional.empty();
    }
    var place = FOLDER + "/" + name;
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
            root.at(place) + ":" + number + ": cannot read this line of an add-on's record",
            "another version of qm wrote it, or somebody changed it",
            "use that version, or mend the line");
      }
    }
    return Optional.of(new Known(folders, files));
  }

  private void write(String name, Known known) throws HostException {
    var text = new StringBuilder();
    text.append("# Written by `qm addon install`: what it landed, with the SHA-256 of each.\n");
    text.append("# `qm addon remove ").append(name).append("` takes it back.\n");
    known.folders().forEach(folder -> text.append("folder ").append(folder).append('\n'));
    for (var file : known.files()) {
      text.append("file ").append(file.digest()).append(' ').append(file.path()).append('\n');
    }
    var folder = ConfinedPath.resolve(root.directory(), FOLDER);
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure, "use sudo, if you are not root");
    }
    AtomicFile.write(folder.resolve(name), text.toString(), "0644");
  }

  private void delete(String name) throws HostException {
    var folder = ConfinedPath.resolve(root.directory(), FOLDER);
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
