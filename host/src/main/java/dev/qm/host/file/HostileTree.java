package dev.qm.host.file;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.call.PathCalls.LinkOnTheWay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder tree whose owner may be hostile and may change it at any moment, such as the partition's
 * {@code /etc}: files, folders and links are read, made and removed in it, and no step on the way
 * follows a link, waits for a named pipe or uses a path twice. The kernel looks up the folder of a
 * place (openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS), and all work is done from that
 * open folder.
 *
 * <p>One writer of a file at a time: what a killed one left behind is removed by the next.
 */
public final class HostileTree {
  /** Between the name of a file that is being written and sixteen random digits. */
  private static final String UNFINISHED = ".qm-new-";

  private static final int RANDOM_BYTES = 8;

  /** The bytes of a name that a draft's has room for: no name is longer than 255. */
  private static final int ROOM = 255 - 1 - UNFINISHED.length() - 2 * RANDOM_BYTES;

  /** Entries of one folder that are looked at: somebody makes more to be in the way. */
  private static final int MOST_ENTRIES = 100_000;

  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path top;

  /**
   * The tree below {@code top}, a folder that is there and that only trusted users can exchange.
   */
  public HostileTree(Path top) {
    this.top = top.toAbsolutePath().normalize();
  }

  /** What is at a place of the tree. */
  public sealed interface Found {
    /** What is in the file; nothing where there is none that is read. */
    default Optional<Untrusted> content() {
      return Optional.empty();
    }

    /**
     * Why nobody knows what is there, a clause; nothing where somebody does.
     *
     * @param place what its owner calls it
     */
    default Optional<String> gap(String place) {
      return Optional.empty();
    }

    /** Nothing, or no folder to hold it. */
    record Nothing() implements Found {}

    /** A regular file. */
    record Content(Untrusted bytes) implements Found {
      @Override
      public Optional<Untrusted> content() {
        return Optional.of(bytes);
      }
    }

    /**
     * Something that is not read: a link, a folder, a device, a file that is too long.
     *
     * @param what it is, for a sentence
     */
    record Odd(String what) implements Found {
      @Override
      public Optional<String> gap(String place) {
        return Optional.of(place + " is " + what);
      }
    }

    /** Nobody knows: a link, or what else is no folder, stands on the way. */
    record Barred(HostException why) implements Found {
      @Override
      public Optional<String> gap(String place) {
        return Optional.of(String.valueOf(why.getMessage()));
      }
    }
  }

  /**
   * What is at {@code inside}.
   *
   * @param inside names with slashes between
   * @param max bytes; a longer file is odd
   * @throws HostException when it cannot be read
   */
  public Found read(String inside, int max) throws HostException {
    var names = names(inside);
    try (var place = OpenPlace.trusted(top);
        var file = place.below(String.join("/", names))) {
      var attributes = file.attributes();
      if (!attributes.isRegularFile()) {
        return new Found.Odd(kind(attributes));
      }
      if (attributes.size() > max) {
        return new Found.Odd("longer than " + max + " bytes");
      }
      return new Found.Content(Untrusted.of(file.bytes(max)));
    } catch (NoSuchFileException nothing) {
      return new Found.Nothing();
    } catch (LinkOnTheWay bar) {
      return new Found.Barred(failed("read", names, bar));
    } catch (IOException failure) {
      throw failed("read", names, failure);
    }
  }

  /** Where the symbolic link {@code inside} leads; nothing when there is no link. */
  public Optional<String> readLink(String inside) throws HostException {
    var names = names(inside);
    try (var folder = parent(names)) {
      var link = folder.at(names.getLast());
      return Files.isSymbolicLink(link)
          ? Optional.of(Files.readSymbolicLink(link).toString())
          : Optional.empty();
    } catch (NoSuchFileException nothing) {
      return Optional.empty();
    } catch (IOException failure) {
      throw failed("read", names, failure);
    }
  }

  /** Whether anything is at {@code inside}, a link that leads nowhere included. */
  public boolean exists(String inside) throws HostException {
    var names = names(inside);
    try (var place = OpenPlace.trusted(top);
        var _ = place.below(String.join("/", names))) {
      return true;
    } catch (NoSuchFileException nothing) {
      return false;
    } catch (IOException failure) {
      throw failed("read", names, failure);
    }
  }

  /** Whether {@code inside} is a folder. */
  public boolean isFolder(String inside) throws HostException {
    var names = names(inside);
    try (var place = OpenPlace.trusted(top);
        var _ = place.folder(String.join("/", names))) {
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException failure) {
      throw failed("read", names, failure);
    }
  }

  /**
   * The names in the folder {@code inside}, sorted; none when it is not there. Of more than 100,000
   * only so many.
   */
  public List<String> list(String inside) throws HostException {
    var names = names(inside);
    try (var place = OpenPlace.trusted(top);
        var folder = place.folder(String.join("/", names))) {
      return folder.names(MOST_ENTRIES).stream().sorted().toList();
    } catch (NoSuchFileException missing) {
      return List.of();
    } catch (IOException failure) {
      throw failed("read", names, failure);
    }
  }

  /**
   * Makes one folder with mode 0755, in a folder that is there. A folder of this name is as good.
   *
   * @throws HostException also when a file has its name
   */
  public void makeFolder(String inside) throws HostException {
    var names = names(inside);
    try (var folder = parent(names)) {
      make(folder, names.getLast(), FOLDER_MODE);
    } catch (IOException failure) {
      throw failed("make the folder", names, failure);
    }
  }

  /**
   * Makes a folder and those above it that are missing, each with mode 0755.
   *
   * @return those that were made, the uppermost first
   * @throws HostException also when a file or a link has the name of one
   */
  public List<String> makeFolders(String inside) throws HostException {
    return makeFolders(inside, "0755");
  }

  /**
   * As {@link #makeFolders(String)}, with another mode.
   *
   * @param posixMode as {@code "0755"}, whatever the umask is
   */
  public List<String> makeFolders(String inside, String posixMode) throws HostException {
    var names = names(inside);
    var permissions = AtomicFile.permissions(posixMode);
    var made = new ArrayList<String>();
    for (var depth = 1; depth <= names.size(); depth++) {
      var some = names.subList(0, depth);
      try (var folder = parent(some)) {
        if (make(folder, some.getLast(), permissions)) {
          made.add(String.join("/", some));
        }
      } catch (IOException failure) {
        throw failed("make the folder", some, failure);
      }
    }
    return List.copyOf(made);
  }

  /**
   * Replaces or creates a file in a folder that is there, so that a reader sees the old content or
   * the new one.
   *
   * @param posixMode as {@code "0644"}, whatever the umask is
   */
  public void write(String inside, byte[] content, String posixMode) throws HostException {
    var permissions = AtomicFile.permissions(posixMode);
    replace(inside, (folder, draft) -> folder.create(draft, content, permissions));
  }

  /**
   * Makes {@code inside} a symbolic link, in a folder that is there; a file or link is replaced.
   *
   * @param target what the link says
   */
  public void link(String inside, String target) throws HostException {
    replace(inside, (folder, draft) -> Files.createSymbolicLink(folder.at(draft), Path.of(target)));
  }

  /**
   * Removes a file or a link, and what a killed write of it left; does nothing when it is gone.
   *
   * @return what such a write left and what cannot be removed
   */
  public List<Path> delete(String inside) throws HostException {
    var names = names(inside);
    try (var folder = parent(names)) {
      var stay = sweep(folder, names);
      try (var stream = folder.stream()) {
        stream.deleteFile(folder.at(names.getLast()).getFileName());
      } catch (NoSuchFileException gone) {
        // what was wanted
      }
      folder.sync();
      return stay;
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException failure) {
      throw failed("remove", names, failure);
    }
  }

  /**
   * Removes what a killed write of {@code inside} left; the file itself stays.
   *
   * @return what cannot be removed
   */
  public List<Path> sweep(String inside) throws HostException {
    var names = names(inside);
    try (var folder = parent(names)) {
      return sweep(folder, names);
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException failure) {
      throw failed("remove", names, failure);
    }
  }

  /** Removes a folder when it is empty; does nothing when it is not, or is gone. */
  public void deleteEmptyFolder(String inside) throws HostException {
    var names = names(inside);
    try (var folder = parent(names);
        var stream = folder.stream()) {
      stream.deleteDirectory(folder.at(names.getLast()).getFileName());
    } catch (NoSuchFileException | DirectoryNotEmptyException stays) {
      // gone already, or in use by now
    } catch (IOException failure) {
      throw failed("remove", names, failure);
    }
  }

  /** Makes something under a name that nobody can know before. */
  private interface Making {
    void make(OpenPlace folder, String draft) throws IOException;
  }

  private void replace(String inside, Making making) throws HostException {
    var names = names(inside);
    try (var folder = parent(names)) {
      sweep(folder, names);
      var draft = prefix(names.getLast()) + random();
      var file = folder.at(names.getLast());
      try {
        making.make(folder, draft);
        Files.move(folder.at(draft), file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failure) {
        discard(folder, draft);
        throw failure;
      }
      folder.sync();
    } catch (IOException failure) {
      throw failed("write", names, failure);
    }
  }

  private static void discard(OpenPlace folder, String draft) {
    try (var stream = folder.stream()) {
      stream.deleteFile(Path.of(draft));
    } catch (IOException left) {
      // the failure that led here is said, and the next write of this file sweeps
    }
  }

  /** True when it was not there. */
  private static boolean make(OpenPlace folder, String name, Set<PosixFilePermission> permissions)
      throws IOException {
    try {
      Files.createDirectory(folder.at(name), PosixFilePermissions.asFileAttribute(permissions));
    } catch (FileAlreadyExistsException there) {
      try (var _ = folder.folder(name)) {
        return false;
      }
    }
    try (var made = folder.folder(name)) {
      made.allow(permissions);
    }
    return true;
  }

  /**
   * What a killed write left is a regular file, or a link. What else has such a name, somebody has
   * put there: it is in nobody's way.
   */
  private List<Path> sweep(OpenPlace folder, List<String> names) throws IOException {
    var prefix = prefix(names.getLast());
    var stay = new ArrayList<Path>();
    for (var name : folder.names(MOST_ENTRIES)) {
      if (isDraft(name, prefix) && !isFolder(folder.at(name))) {
        try (var stream = folder.stream()) {
          stream.deleteFile(Path.of(name));
        } catch (NoSuchFileException gone) {
          // what was wanted
        } catch (IOException cannot) {
          stay.add(place(names).resolveSibling(name));
        }
      }
    }
    return List.copyOf(stay);
  }

  private static boolean isFolder(Path place) {
    return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isDraft(String name, String prefix) {
    if (!name.startsWith(prefix) || name.length() != prefix.length() + 2 * RANDOM_BYTES) {
      return false;
    }
    for (var i = prefix.length(); i < name.length(); i++) {
      if (Character.digit(name.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String prefix(String name) {
    // a character has at most four bytes in UTF-8
    var kept =
        name.getBytes(StandardCharsets.UTF_8).length <= ROOM ? name : name.substring(0, ROOM / 4);
    return "." + kept + UNFINISHED;
  }

  /** Nobody who plants names before guesses it: random(4), which takes no time to set up. */
  private static String random() throws IOException {
    try (var bytes = Files.newInputStream(Path.of("/dev/urandom"))) {
      return HexFormat.of().formatHex(bytes.readNBytes(RANDOM_BYTES));
    }
  }

  /** The open folder of the last name. */
  private OpenPlace parent(List<String> names) throws IOException {
    var place = OpenPlace.trusted(top);
    if (names.size() == 1) {
      return place;
    }
    try (place) {
      return place.folder(String.join("/", names.subList(0, names.size() - 1)));
    }
  }

  private static String kind(BasicFileAttributes attributes) {
    return attributes.isSymbolicLink()
        ? "a symbolic link"
        : attributes.isDirectory() ? "a folder" : "no regular file";
  }

  private Path place(List<String> names) {
    return top.resolve(String.join("/", names));
  }

  private static List<String> names(String inside) {
    var names = KernelText.split(inside, '/').stream().filter(name -> !name.isEmpty()).toList();
    if (names.isEmpty() || names.contains("..") || names.contains(".")) {
      throw new IllegalArgumentException("not a place in a tree: " + inside);
    }
    return names;
  }

  private HostException failed(String doing, List<String> names, IOException failure) {
    var place = place(names);
    var mend = failure instanceof LinkOnTheWay ? "put a folder in its place" : "";
    return new HostException("cannot " + doing + " " + place, named(names, failure), mend);
  }

  /** The failure with the name that users know, and for a way that is barred the first bar. */
  private IOException named(List<String> names, IOException failure) {
    if (failure instanceof LinkOnTheWay) {
      try (var place = OpenPlace.trusted(top)) {
        for (var depth = 1; depth <= names.size(); depth++) {
          place.folder(String.join("/", names.subList(0, depth))).close();
        }
      } catch (LinkOnTheWay first) {
        return first;
      } catch (IOException changed) {
        return failure;
      }
      return failure;
    }
    return failure instanceof FileSystemException of
            && !String.valueOf(of.getFile()).startsWith(top.toString())
        ? OpenPlace.renamed(failure, place(names))
        : failure;
  }
}
