package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts files on the machine without ever overwriting what somebody else wrote there: a file that is
 * neither absent nor as setup left it stays, and the new content is put beside it as {@code
 * FILE.qm-new}.
 *
 * <p>Paths may lie in the partition's own {@code /etc} and {@code /var}, where links are not
 * trusted: a symbolic link anywhere on the way is an error.
 */
final class Landing {
  private static final String BESIDE = ".qm-new";

  /** Links that distributions make, in folders that the partition cannot write to. */
  private static final Set<String> USUAL_LINKS =
      Set.of(
          "/bin",
          "/sbin",
          "/lib",
          "/lib64",
          "/usr/sbin",
          "/usr/lib64",
          "/var/run",
          "/var/lock",
          "/home",
          "/mnt",
          "/opt",
          "/root",
          "/srv",
          "/tmp",
          "/usr/local");

  /** Bytes; the longest file that is compared. */
  private static final long LONGEST = 4 << 20;

  private final Root root;
  private final Ledger ledger;

  Landing(Root root, Ledger ledger) {
    this.root = root;
    this.ledger = ledger;
  }

  /** True when {@code content} is at {@code path}, or beside it because the user's stays. */
  boolean isLanded(String path, byte[] content) throws HostException {
    return isLanded(path, content, Optional.empty());
  }

  /**
   * As {@link #isLanded(String, byte[])}, where a file like {@code pristine} is nobody's edit.
   *
   * @param pristine what a package put there, to be replaced
   */
  boolean isLanded(String path, byte[] content, Optional<Path> pristine) throws HostException {
    var digest = digest(content);
    var current = digestOf(root.at(path));
    return current.equals(Optional.of(digest))
        || (current.isPresent()
            && !isOurs(path, current.get())
            && !isPristine(current.get(), pristine)
            && digestOf(root.at(path + BESIDE)).equals(Optional.of(digest)));
  }

  /** Brings {@code content} to {@code path}, and makes the folders above it. */
  void land(String path, byte[] content, String mode, Notes notes) throws HostException {
    land(path, content, mode, Optional.empty(), notes);
  }

  /** As {@link #land(String, byte[], String, Notes)}, replacing a file like {@code pristine}. */
  void land(String path, byte[] content, String mode, Optional<Path> pristine, Notes notes)
      throws HostException {
    folders(parent(path));
    var target = root.at(path);
    var digest = digest(content);
    var current = digestOf(target);
    if (current.isPresent() && current.get().equals(digest)) {
      // ours, with the mark of a killed write; or somebody's identical file, which stays theirs
      if (ledger.landed(path).isPresent()) {
        settle(path, digest);
      }
      return;
    }
    if (current.isPresent()
        && !isOurs(path, current.get())
        && !isPristine(current.get(), pristine)) {
      notes.note(
          "kept your " + target + "; what this version would put there is in " + target + BESIDE);
      write(path + BESIDE, content, Optional.empty(), digest, mode);
      return;
    }
    write(path, content, current, digest, mode);
  }

  /** Makes a symbolic link; one that is already there with another target stays. */
  void link(String path, String to, Notes notes) throws HostException {
    folders(parent(path));
    var link = root.at(path);
    try {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        if (!isLinked(path, to)) {
          notes.note("kept your " + link + "; this version would make it a link to " + to);
        }
        return;
      }
      ledger.add(new Mark.Link(path, to));
      Files.createSymbolicLink(link, Path.of(to));
    } catch (IOException failure) {
      throw new HostException("cannot make the link " + link, failure);
    }
  }

  /** True when {@code path} is a link to {@code to}. */
  boolean isLinked(String path, String to) throws HostException {
    var link = root.at(path);
    try {
      return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(Path.of(to));
    } catch (IOException failure) {
      throw new HostException("cannot read the link " + link, failure);
    }
  }

  /** True when something that is not ours keeps us from linking {@code path}. */
  boolean isTaken(String path) {
    return Files.exists(root.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes {@code path} and the folders above it, marking those that were not there.
   *
   * @throws HostException also when a symbolic link stands on the way
   */
  void folders(String path) throws HostException {
    if (path.equals("/") || path.isEmpty()) {
      return;
    }
    ledger.found();
    var folder = root.at(path);
    folders(parent(path));
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(folder)) {
      if (Files.isDirectory(folder) && mayBeLink(root, folder)) {
        return;
      }
      throw new HostException(
          "will not write below " + folder, "it is a symbolic link", "replace it with a folder");
    }
    ledger.add(new Mark.Directory(path));
    try {
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (FileAlreadyExistsException raced) {
      throw new HostException("cannot make the folder " + folder, "a file has its name");
    } catch (IOException failure) {
      throw new HostException("cannot make the folder " + folder, failure);
    }
  }

  /**
   * True when a symbolic link stands on the way to {@code path}, where none may: the partition puts
   * such a link into its own trees to have files of the host changed or removed.
   */
  static boolean isBehindLink(Root root, String path) {
    for (var folder = parent(path); !folder.equals("/"); folder = parent(folder)) {
      if (Files.isSymbolicLink(root.at(folder)) && !mayBeLink(root, root.at(folder))) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBeLink(Root root, Path folder) {
    return USUAL_LINKS.contains("/" + root.directory().relativize(folder));
  }

  /** The folder of {@code path}. */
  static String parent(String path) {
    var slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** The SHA-256 of {@code content} in hexadecimal. */
  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** The SHA-256 of a file; a link or a folder has one that no content has. */
  static Optional<String> digestOf(Path file) throws HostException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("not-a-file");
    }
    try {
      // the file may be the partition's: none that we land comes near this size
      return Optional.of(
          Files.size(file) > LONGEST ? "too-long" : digest(Files.readAllBytes(file)));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  private static boolean isPristine(String digest, Optional<Path> pristine) throws HostException {
    return pristine.isPresent() && digestOf(pristine.get()).equals(Optional.of(digest));
  }

  private boolean isOurs(String path, String digest) {
    return ledger.landed(path).map(mark -> mark.digests().contains(digest)).orElse(false);
  }

  /**
   * Writes with a mark before it.
   *
   * @param replaced the digest of what a package put there: while both contents are possible, both
   *     are ours
   */
  private void write(
      String path, byte[] content, Optional<String> replaced, String digest, String mode)
      throws HostException {
    var target = root.at(path);
    var before = ledger.landed(path);
    var old = digestOf(target).filter(current -> isOurs(path, current)).or(() -> replaced);
    var mark =
        new Mark.Landed(
            path, old.map(both -> List.of(both, digest)).orElseGet(() -> List.of(digest)));
    if (before.isPresent()) {
      ledger.replace(before.get(), mark);
    } else {
      ledger.add(mark);
    }
    AtomicFile.write(target, content, mode);
    settle(path, digest);
  }

  private void settle(String path, String digest) throws HostException {
    var mark = ledger.landed(path);
    if (mark.isPresent() && !mark.get().digests().equals(List.of(digest))) {
      ledger.replace(mark.get(), new Mark.Landed(path, List.of(digest)));
    }
  }
}
