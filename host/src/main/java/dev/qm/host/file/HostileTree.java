package dev.qm.host.file;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder tree whose owner may be hostile and may change it at any moment, such as the partition's
 * {@code /etc}: single files are read, written and removed in it, and no step on the way follows a
 * link. Every step is taken from an open folder (openat(2), renameat(2), unlinkat(2) with
 * O_NOFOLLOW), so a folder that becomes a link meanwhile gains nothing.
 *
 * <p>One writer at a time: what a killed one left behind is taken over by the next.
 */
public final class HostileTree {
  /** After the name of a file that is being written. */
  private static final String UNFINISHED = ".qm-new";

  /** A folder in the making, in the top of the tree: Java has no mkdirat(2). */
  private static final Path NEW_FOLDER = Path.of(".folder" + UNFINISHED);

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
    /** Nothing, or no folder to hold it. */
    record Nothing() implements Found {}

    /** A regular file. */
    record Content(Untrusted bytes) implements Found {}

    /**
     * Something that is not read: a link, a folder, a device, a file that is too long.
     *
     * @param what it is, for a sentence
     */
    record Odd(String what) implements Found {}
  }

  /**
   * What is at {@code inside}.
   *
   * @param inside names with slashes between
   * @param max bytes; a longer file is odd
   * @throws HostException when it cannot be read, or the way to it leads over a link
   */
  public Found read(String inside, int max) throws HostException {
    var names = names(inside);
    try (var way = new Way()) {
      if (!way.enter(names.subList(0, names.size() - 1))) {
        return new Found.Nothing();
      }
      return read(way.folder(), Path.of(names.getLast()), max);
    } catch (IOException failure) {
      throw new HostException("cannot read " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /** Whether {@code inside} is a folder. */
  public boolean isFolder(String inside) throws HostException {
    try (var way = new Way()) {
      return way.enter(names(inside));
    } catch (IOException failure) {
      throw new HostException("cannot read " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /**
   * Makes one folder with mode 0755, in a folder that is there.
   *
   * @throws HostException also when a file has its name
   */
  public void makeFolder(String inside) throws HostException {
    var names = names(inside);
    try (var way = new Way()) {
      var first = way.folder();
      requireEntered(way, names);
      var fresh = top.resolve(NEW_FOLDER);
      Files.deleteIfExists(fresh);
      // in the top, whose own place nobody hostile can exchange, and never through a link: mkdir(2)
      Files.createDirectory(fresh, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
      view(first, NEW_FOLDER).setPermissions(FOLDER_MODE);
      // over an empty folder it succeeds, which is as good
      first.move(NEW_FOLDER, way.folder(), Path.of(names.getLast()));
    } catch (IOException failure) {
      throw new HostException(
          "cannot make the folder " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /**
   * Replaces or creates a file in a folder that is there, so that a reader sees the old content or
   * the new one.
   *
   * @param posixMode as {@code "0644"}
   */
  public void write(String inside, byte[] content, String posixMode) throws HostException {
    var names = names(inside);
    var name = Path.of(names.getLast());
    var fresh = unfinished(names.getLast());
    try (var way = new Way()) {
      requireEntered(way, names);
      var folder = way.folder();
      delete(folder, fresh);
      try (var channel =
          folder.newByteChannel(
              fresh,
              Set.of(
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW,
                  LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        view(folder, fresh).setPermissions(AtomicFile.permissions(posixMode));
        if (channel instanceof FileChannel file) {
          file.force(true);
        }
      }
      folder.move(fresh, folder, name);
      sync(folder);
    } catch (IOException failure) {
      throw new HostException("cannot write " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /** Removes a file or a link, and what a killed write of it left; does nothing when it is gone. */
  public void delete(String inside) throws HostException {
    var names = names(inside);
    try (var way = new Way()) {
      if (way.enter(names.subList(0, names.size() - 1))) {
        delete(way.folder(), unfinished(names.getLast()));
        delete(way.folder(), Path.of(names.getLast()));
        sync(way.folder());
      }
    } catch (IOException failure) {
      throw new HostException("cannot remove " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /** Removes what a killed write of {@code inside} left; the file itself stays. */
  public void sweep(String inside) throws HostException {
    var names = names(inside);
    try (var way = new Way()) {
      if (way.enter(names.subList(0, names.size() - 1))) {
        delete(way.folder(), unfinished(names.getLast()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot remove " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  /** Removes a folder when it is empty; does nothing when it is not, or is gone. */
  public void deleteEmptyFolder(String inside) throws HostException {
    var names = names(inside);
    try (var way = new Way()) {
      if (way.enter(names.subList(0, names.size() - 1))) {
        way.folder().deleteDirectory(Path.of(names.getLast()));
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException stays) {
      // gone already, or in use by now
    } catch (IOException failure) {
      throw new HostException("cannot remove " + top.resolve(inside), failure, linkMend(failure));
    }
  }

  private void requireEntered(Way way, List<String> names) throws IOException {
    if (!way.enter(names.subList(0, names.size() - 1))) {
      throw new NoSuchFileException(
          top.resolve(String.join("/", names.subList(0, names.size() - 1))).toString());
    }
  }

  private static Found read(SecureDirectoryStream<Path> folder, Path name, int max)
      throws IOException {
    try {
      var attributes =
          folder
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (!attributes.isRegularFile()) {
        return new Found.Odd(
            attributes.isSymbolicLink()
                ? "a symbolic link"
                : attributes.isDirectory() ? "a folder" : "no regular file");
      }
      if (attributes.size() > max) {
        return new Found.Odd("longer than " + max + " bytes");
      }
      try (var channel =
          folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        return new Found.Content(
            Untrusted.of(Bounded.bytes(Channels.newInputStream(channel), name, max)));
      }
    } catch (NoSuchFileException nothing) {
      return new Found.Nothing();
    }
  }

  private static void delete(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    try {
      folder.deleteFile(name);
    } catch (NoSuchFileException gone) {
      // what was wanted
    }
  }

  private static void sync(SecureDirectoryStream<Path> folder) throws IOException {
    try (var channel = folder.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
      if (channel instanceof FileChannel file) {
        file.force(true);
      }
    }
  }

  private static PosixFileAttributeView view(SecureDirectoryStream<Path> folder, Path name) {
    return folder.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path unfinished(String name) {
    return Path.of("." + name + UNFINISHED);
  }

  private static List<String> names(String inside) {
    var names = KernelText.split(inside, '/').stream().filter(name -> !name.isEmpty()).toList();
    if (names.isEmpty() || names.contains("..") || names.contains(".")) {
      throw new IllegalArgumentException("not a place in a tree: " + inside);
    }
    return names;
  }

  private static String linkMend(IOException failure) {
    return failure instanceof FileAlreadyExistsException || !(failure instanceof LinkOnTheWay)
        ? ""
        : "put a folder in its place";
  }

  /** A link, or a file, where a folder should be. */
  private static final class LinkOnTheWay extends FileSystemException {
    private static final long serialVersionUID = 1L;

    LinkOnTheWay(Path place, FileSystemException cause) {
      super(place.toString(), null, "is no folder, or a symbolic link; links are not followed");
      initCause(cause);
    }
  }

  /** The open folders from the top down to where the work is. */
  private final class Way implements AutoCloseable {
    private final Deque<SecureDirectoryStream<Path>> open = new ArrayDeque<>();

    Way() throws IOException {
      open.push(ConfinedPath.secure(top));
    }

    SecureDirectoryStream<Path> folder() {
      return open.getFirst();
    }

    /** Goes down; false when a folder is not there. */
    boolean enter(List<String> names) throws IOException {
      var place = top;
      for (var name : names) {
        place = place.resolve(name);
        var next = next(place, Path.of(name));
        if (next.isEmpty()) {
          return false;
        }
        open.push(next.get());
      }
      return true;
    }

    private Optional<SecureDirectoryStream<Path>> next(Path place, Path name) throws IOException {
      try {
        return Optional.of(folder().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException missing) {
        return Optional.empty();
      } catch (FileSystemException notAFolder) {
        throw new LinkOnTheWay(place, notAFolder);
      }
    }

    @Override
    public void close() throws IOException {
      for (var folder : open) {
        folder.close();
      }
    }
  }
}
