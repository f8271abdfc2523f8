package dev.qm.assurance.bundle;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.partition.landing.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that a bundle becomes. It appears whole or not at all: everything is written into a
 * folder beside it, which is then renamed.
 *
 * <p>A bundle that is there is replaced only when that is asked for, and only when every file of it
 * is as its manifest says. What is no bundle is never replaced.
 *
 * @param place its path; the folder that it lies in must be there, and trusted
 */
public record BundleFolder(Path place) {
  /** Bytes; a longer file is none of a bundle's. */
  private static final int LONGEST = 256 << 20;

  private static final int LONGEST_TEXT = 16 << 20;
  private static final String DRAFT = ".qm-report-";
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  /** What becomes of a bundle that is there already. */
  public enum Earlier {
    STAYS,
    IS_REPLACED
  }

  /** Makes the path absolute. */
  public BundleFolder {
    place = place.toAbsolutePath().normalize();
  }

  /**
   * Looks whether a bundle can be written, so that nobody waits for one that cannot.
   *
   * @throws HostException when the place is taken, or no folder can be made there
   */
  public void require(Earlier earlier) throws HostException {
    var parent = place.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new HostException(
          "cannot make " + place, parent + " is no folder", "make it, or name another place");
    }
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS) || isEmptyFolder()) {
      return;
    }
    if (!isBundle()) {
      throw new HostException(
          "will not write to " + place,
          "it is there and is no bundle of `qm report`",
          "name a folder that is not there yet, or an empty one");
    }
    if (earlier == Earlier.STAYS) {
      throw new HostException(
          "will not write to " + place,
          "there is a bundle already",
          "name another folder, such as " + place + "-2, or replace the bundle with --force");
    }
    requireUntouched();
  }

  private boolean isEmptyFolder() throws HostException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(place)) {
      return !entries.iterator().hasNext();
    } catch (IOException failure) {
      throw new HostException("cannot look into " + place, failure);
    }
  }

  private boolean isBundle() {
    var contents = place.resolve(Bundle.CONTENTS);
    return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(contents, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(place.resolve(Bundle.MANIFEST), LinkOption.NOFOLLOW_LINKS)
        && Bounded.textIfAny(contents).filter(it -> it.contains(Bundle.FORMAT)).isPresent();
  }

  /** Nobody's notes go with an old bundle: each file must be one that its manifest has. */
  private void requireUntouched() throws HostException {
    try {
      var listed = new HashMap<String, String>();
      var manifest =
          new String(
              Bounded.bytes(place.resolve(Bundle.MANIFEST), LONGEST_TEXT), StandardCharsets.UTF_8);
      for (var line : KernelText.lines(manifest)) {
        var blank = line.indexOf("  ");
        if (blank > 0) {
          listed.put(line.substring(blank + 2), line.substring(0, blank));
        }
      }
      Files.walkFileTree(place, new Comparison(place, listed));
    } catch (IOException failure) {
      throw new HostException(
          "will not replace " + place, failure, "move it away, or name another folder");
    }
  }

  /** Stops at the first file that is not as it was written. */
  private static final class Comparison extends SimpleFileVisitor<Path> {
    private static final Set<String> BESIDE =
        Set.of(Bundle.MANIFEST, Bundle.MANIFEST + ".sig", Bundle.MANIFEST + ".asc");

    private final Path top;
    private final Map<String, String> listed;

    Comparison(Path top, Map<String, String> listed) {
      this.top = top;
      this.listed = listed;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      var name = top.relativize(file).toString();
      var digest = listed.getOrDefault(name, "");
      if (!BESIDE.contains(name)
          && (!attributes.isRegularFile()
              || !Sha256.of(Bounded.bytes(file, LONGEST)).equals(digest))) {
        throw new IOException(file + " is not as its manifest says");
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Writes a bundle.
   *
   * @param date of all its files
   * @throws HostException when the place is taken, or something cannot be written or signed; then
   *     nothing has changed
   */
  public void write(Bundle bundle, Optional<Seal> seal, Earlier earlier, Instant date)
      throws HostException {
    require(earlier);
    var manifest = bundle.manifest();
    var signed = new Bundle();
    if (seal.isPresent()) {
      signed.add(seal.get().file(), seal.get().sign(manifest));
    }
    sweep();
    try {
      var draft = beside();
      Files.createDirectory(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        for (var file : bundle.files().entrySet()) {
          write(draft, file.getKey(), file.getValue(), date);
        }
        write(draft, Bundle.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8), date);
        for (var file : signed.files().entrySet()) {
          write(draft, file.getKey(), file.getValue(), date);
        }
        finish(draft, date);
        exchange(draft);
      } catch (IOException failure) {
        delete(draft);
        throw failure;
      }
    } catch (IOException failure) {
      throw new HostException("cannot write " + place, failure);
    }
  }

  private Path beside() {
    return place.resolveSibling("." + place.getFileName() + DRAFT + ProcessHandle.current().pid());
  }

  private static void write(Path draft, String name, byte[] content, Instant date)
      throws IOException {
    var file = draft.resolve(name);
    for (var at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      Files.createDirectories(draft.resolve(name.substring(0, at)));
    }
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.setPosixFilePermissions(file, FILE);
    Files.setLastModifiedTime(file, FileTime.from(date));
  }

  private static void finish(Path draft, Instant date) throws IOException {
    Files.walkFileTree(
        draft,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.setPosixFilePermissions(folder, OPEN);
            Files.setLastModifiedTime(folder, FileTime.from(date));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** An empty folder is replaced by the rename itself: rename(2). */
  private void exchange(Path draft) throws IOException {
    try {
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException there) {
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        throw there;
      }
      replace(draft);
    }
  }

  private void replace(Path draft) throws IOException {
    var old = draft.resolveSibling(draft.getFileName() + "-old");
    Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      throw failure;
    }
    delete(old);
  }

  /** Removes what calls that were killed left here, if it is this user's. */
  private void sweep() throws HostException {
    var prefix = "." + place.getFileName() + DRAFT;
    var parent = place.resolveSibling(".").normalize();
    try (var entries =
        Files.newDirectoryStream(
            parent, it -> String.valueOf(it.getFileName()).startsWith(prefix))) {
      var user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      for (var entry : entries) {
        if (isOfNobody(String.valueOf(entry.getFileName()).substring(prefix.length()))
            && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
            && user.equals(Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
          delete(entry);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot look into " + parent, failure);
    }
  }

  /** What a call that has moved the old bundle away could not put back stays: somebody has it. */
  private static boolean isOfNobody(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
