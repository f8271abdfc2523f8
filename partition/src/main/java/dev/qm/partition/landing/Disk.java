package dev.qm.partition.landing;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The places of a machine where files land, the partition's trees among them. Paths are as the
 * machine itself names them. No link is followed on the way to any of them, but for those that
 * distributions make right below {@code /} and {@code /usr}, where only root can.
 */
public final class Disk {
  /** In place of a digest, for what is no file: no content has it. */
  static final String NO_CONTENT = "none";

  private static final Set<String> USUAL_LINKS =
      Set.of(
          "/bin",
          "/sbin",
          "/lib",
          "/lib64",
          "/usr/sbin",
          "/usr/lib64",
          "/var/run",
          // of QM's own: ClosedTree
          "/etc/qm",
          "/var/qm",
          "/var/lock",
          "/home",
          "/mnt",
          "/opt",
          "/root",
          "/srv",
          "/tmp",
          "/usr/local");

  /** Bytes; the longest file that is compared, where the partition may have written it. */
  private static final int LONGEST = 4 << 20;

  /** Bytes of a file of an add-on. */
  private static final int LONGEST_OF_MACHINE = 64 << 20;

  private final Root root;
  private final List<String> parts;
  private final int longest;

  private Disk(Root root, List<String> parts, int longest) {
    this.root = root;
    this.parts = List.copyOf(parts);
    this.longest = longest;
  }

  /** All of the machine below {@code root}. */
  public static Disk of(Root root) {
    return new Disk(root, List.of(), LONGEST);
  }

  /** No more than these folders of the machine below {@code root}, which must be there. */
  public static Disk within(Root root, List<String> parts) {
    return new Disk(root, parts, LONGEST);
  }

  /** As {@link #within}, with files that may be long, in folders that the partition cannot see. */
  static Disk ofMachine(Root root, List<String> parts) {
    return new Disk(root, parts, LONGEST_OF_MACHINE);
  }

  /** The folder of {@code path}. */
  public static String parent(String path) {
    var slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** Whether {@code path} can be one of a place: absolute, and without {@code .} and {@code ..}. */
  public static boolean isPlace(String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      return false;
    }
    var names = KernelText.split(path, '/');
    return !names.contains("..") && !names.contains(".");
  }

  /** A place seen from the tree that it lies in. */
  private record Place(HostileTree tree, String inside) {}

  /**
   * The digest of what is at {@code path}; one that no content has when it is no file, or a file
   * too long to be ours.
   *
   * @throws HostException also when a link leads there
   */
  public Optional<String> digest(String path) throws HostException {
    return switch (there(path)) {
      case There.Nothing() -> Optional.empty();
      case There.Something(var digest) -> Optional.of(digest);
      case There.Barred(var why) -> throw why;
    };
  }

  /** What is at a place. */
  sealed interface There {
    /** Nothing, or no folder to hold it. */
    record Nothing() implements There {}

    /**
     * A file, or what else has its name.
     *
     * @param digest of its content; one that no content has when it is no file, or a file too long
     *     to be ours
     */
    record Something(String digest) implements There {}

    /** Nobody knows: a link, or what else is no folder, stands on the way. */
    record Barred(HostException why) implements There {}
  }

  /** What is at {@code path}. */
  There there(String path) throws HostException {
    return there(path, longest);
  }

  private There there(String path, int max) throws HostException {
    var place = place(path);
    return switch (place.tree().read(place.inside(), max)) {
      case HostileTree.Found.Nothing() -> new There.Nothing();
      case HostileTree.Found.Content(var bytes) -> new There.Something(Sha256.of(bytes.bytes()));
      case HostileTree.Found.Odd _ -> new There.Something(NO_CONTENT);
      case HostileTree.Found.Barred(var why) -> new There.Barred(why);
    };
  }

  /** Whether anything is at {@code path}, be it a link; nothing is where a link leads there. */
  public boolean isTaken(String path) throws HostException {
    return there(path, 0) instanceof There.Something;
  }

  /** Where the link at {@code path} leads; nothing when there is none. */
  public Optional<String> link(String path) throws HostException {
    var place = place(path);
    return place.tree().readLink(place.inside());
  }

  /** Makes a link, in a folder that is there; a file or link of its name is replaced. */
  public void makeLink(String path, String to) throws HostException {
    var place = place(path);
    place.tree().link(place.inside(), to);
  }

  /**
   * Whether {@code path} is a folder.
   *
   * @throws HostException also when a link leads there, or something else has its name
   */
  boolean isFolder(String path) throws HostException {
    if (path.equals("/")) {
      return true;
    }
    if (isUsualLink(path)) {
      return Files.isDirectory(ConfinedPath.resolve(root.directory(), path));
    }
    var place = place(path);
    return place.tree().isFolder(place.inside());
  }

  /** Whether no link, and nothing else that is no folder, stands on the way to {@code path}. */
  public boolean isReachable(String path) throws HostException {
    return !(there(path, 0) instanceof There.Barred);
  }

  /**
   * The folders above {@code path} that a landing may make, the innermost first.
   *
   * @throws HostException when the part of the disk that it lies in is not there
   */
  List<String> foldersAbove(String path) throws HostException {
    var part = part(path);
    if (!part.isEmpty() && !isFolder(part)) {
      throw new HostException(
          "cannot put anything into " + root.at(part), "there is no such folder", "make it first");
    }
    var above = new ArrayList<String>();
    for (var folder = parent(path);
        folder.length() > Math.max(part.length(), 1);
        folder = parent(folder)) {
      above.add(folder);
    }
    return above;
  }

  /** Makes a folder with mode 0755, unless it is there, in a folder that is there. */
  void makeFolder(String path) throws HostException {
    if (!isFolder(path)) {
      var place = place(path);
      place.tree().makeFolder(place.inside());
    }
  }

  void write(NewFile file) throws HostException {
    var place = place(file.path());
    place.tree().write(place.inside(), file.content(), file.mode());
  }

  /**
   * Removes a file or a link, and what a killed write of it left.
   *
   * @return what such a write left and what cannot be removed
   */
  public List<String> delete(String path) throws HostException {
    var place = place(path);
    return beside(path, place.tree().delete(place.inside()));
  }

  /**
   * Takes away what a killed write left beside a file that stays.
   *
   * @return what cannot be removed
   */
  List<String> sweep(String path) throws HostException {
    var place = place(path);
    return beside(path, place.tree().sweep(place.inside()));
  }

  private static List<String> beside(String path, List<Path> leftovers) {
    return leftovers.stream().map(left -> parent(path) + "/" + left.getFileName()).toList();
  }

  /** Removes a folder that is empty and that no link leads to. */
  void deleteEmptyFolder(String path) throws HostException {
    if (!isUsualLink(path) && isReachable(path + "/any")) {
      var place = place(path);
      place.tree().deleteEmptyFolder(place.inside());
    }
  }

  /**
   * The tree that {@code path} lies in, as far down as only root can exchange a folder: right below
   * {@code /}, or where one of the usual links leads.
   */
  private Place place(String path) throws HostException {
    if (!isPlace(path) || path.chars().allMatch(c -> c == '/')) {
      throw new HostException(
          "will not touch " + path, "it is no absolute path of a file", "mend what names it");
    }
    part(path);
    var first = path.indexOf('/', 1);
    if (first < 0) {
      return new Place(new HostileTree(root.directory()), path);
    }
    var second = path.indexOf('/', first + 1);
    if (second > 0 && isUsualLink(path.substring(0, second))) {
      return below(path, second);
    }
    var top = path.substring(0, first);
    return isUsualLink(top) || Files.isDirectory(root.at(top), LinkOption.NOFOLLOW_LINKS)
        ? below(path, first)
        : new Place(new HostileTree(root.directory()), path);
  }

  private Place below(String path, int slash) throws HostException {
    var top = ConfinedPath.resolve(root.directory(), path.substring(0, slash));
    return new Place(new HostileTree(top), path.substring(slash + 1));
  }

  private boolean isUsualLink(String path) {
    return USUAL_LINKS.contains(path) && Files.isSymbolicLink(root.at(path));
  }

  /** The part of the disk that {@code path} lies in; empty when all of it is one. */
  private String part(String path) throws HostException {
    if (parts.isEmpty()) {
      return "";
    }
    for (var part : parts) {
      if (path.equals(part) || path.startsWith(part + "/")) {
        return part;
      }
    }
    throw new HostException(
        "will not touch " + path,
        "it is not below " + String.join(" or ", parts),
        "mend what names it");
  }
}
