package dev.qm.host.file;

import dev.qm.host.call.PathCalls;
import dev.qm.host.call.PathCalls.LinkOnTheWay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file or folder that is held, whatever becomes of its name: a descriptor made with openat2(2)
 * and O_PATH, so that nothing is opened by looking: no named pipe waits, no device acts.
 *
 * <p>Java gets at it by {@code /proc/self/fd}, whose links lead to what is held and not to a name:
 * proc_pid_fd(5). So whoever exchanges names on the way gains nothing, and a call that does not
 * follow a link in the last name is safe with {@link #at}.
 *
 * <p>The first one costs a command some 40 ms, for linking the C library: {@link #prepare}.
 */
public final class OpenPlace implements AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** For messages. */
  private final Path name;

  private final int descriptor;

  private OpenPlace(Path name, int descriptor) {
    this.name = name;
    this.descriptor = descriptor;
  }

  /** Links the C library, so that the next one costs little: for a thread beside the command's. */
  public static void prepare() {
    try (var _ = trusted(Path.of("/"))) {
      // no more was wanted
    } catch (IOException refused) {
      // whoever opens the first place in earnest is told
    }
  }

  /** A folder that only trusted users can exchange, links on the way to it included. */
  public static OpenPlace trusted(Path folder) throws IOException {
    return new OpenPlace(
        folder,
        PathCalls.open(
            PathCalls.ANYWHERE, folder.toString(), PathCalls.PLACE | PathCalls.FOLDER, 0, 0));
  }

  /** A folder below this one; a link on the way, or in its place, is an error. */
  public OpenPlace folder(String inside) throws IOException {
    return open(inside, PathCalls.PLACE | PathCalls.FOLDER, PathCalls.BENEATH_WITHOUT_LINKS);
  }

  /** Whatever is below this folder; a link on the way is an error, the last name may be one. */
  public OpenPlace below(String inside) throws IOException {
    return open(inside, PathCalls.PLACE | PathCalls.NO_LINK, PathCalls.BENEATH_WITHOUT_LINKS);
  }

  /** Whatever a process finds whose root is this folder, links followed: chroot(2). */
  public OpenPlace asRoot(String inside) throws IOException {
    return open(inside, PathCalls.PLACE, PathCalls.IN_ROOT);
  }

  /** As {@link #asRoot}, but a link in the last name is what is held. */
  public OpenPlace asRootItself(String inside) throws IOException {
    return open(inside, PathCalls.PLACE | PathCalls.NO_LINK, PathCalls.IN_ROOT);
  }

  private OpenPlace open(String inside, int flags, int resolve) throws IOException {
    var place = named(inside);
    try {
      // beneath, an absolute path is refused; as root it means the same as a relative one
      var start = 0;
      while (start < inside.length() && inside.charAt(start) == '/') {
        start++;
      }
      var path = start == inside.length() ? "." : inside.substring(start);
      return new OpenPlace(place, PathCalls.open(descriptor, path, flags, 0, resolve));
    } catch (FileSystemException failure) {
      throw renamed(failure, place);
    }
  }

  /** What it is, a link itself included. */
  public BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(path(), BasicFileAttributes.class);
    } catch (FileSystemException failure) {
      throw renamed(failure, name);
    }
  }

  /** Which file it is. */
  public FileId id() throws IOException {
    return FileId.of(Files.readAttributes(path(), "unix:dev,ino"));
  }

  /** Whether it is the file of a socket: unix(7). */
  public boolean isSocket() throws IOException {
    // the type in the mode: inode(7)
    return Files.getAttribute(path(), "unix:mode") instanceof Integer mode
        && (mode & 0170000) == 0140000;
  }

  /** All bytes of a regular file; more than {@code max} is an error, not a cut. */
  public byte[] bytes(int max) throws IOException {
    var attributes = attributes();
    if (!attributes.isRegularFile()) {
      var what =
          attributes.isDirectory() ? "is a folder, not a regular file" : "is not a regular file";
      throw new FileSystemException(name.toString(), null, what);
    }
    try {
      // a lease of its owner's would delay a plain open(2) for three quarters of a minute; once
      // this one is there, no other can be taken
      var opened =
          new OpenPlace(
              name, PathCalls.open(PathCalls.ANYWHERE, path().toString(), PathCalls.AT_ONCE, 0, 0));
      try (opened) {
        var bytes = PathCalls.read(opened.descriptor, attributes.size(), max);
        if (bytes.length > max) {
          throw Bounded.tooLong(name, max);
        }
        return bytes;
      }
    } catch (FileSystemException failure) {
      throw renamed(failure, name);
    }
  }

  /** The names in a folder, in no order; nothing of what is more than {@code most}. */
  public List<String> names(int most) throws IOException {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(path())) {
      for (var entry : entries) {
        if (names.size() == most) {
          break;
        }
        names.add(String.valueOf(entry.getFileName()));
      }
      return names;
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    } catch (FileSystemException failure) {
      throw renamed(failure, name);
    }
  }

  /** This folder for calls that Java has only there: unlinkat(2). */
  @SuppressWarnings("StreamResourceLeak") // the caller closes what this gives
  SecureDirectoryStream<Path> stream() throws IOException {
    var stream = Files.newDirectoryStream(path());
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this file system offers no unlinkat(2)");
  }

  /** Makes a file in this folder that was not there, whole and on the disk. */
  void create(String file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    var place = named(file);
    try (var made =
        new OpenPlace(
            place,
            PathCalls.open(
                descriptor,
                file,
                PathCalls.WRITE | PathCalls.CREATE | PathCalls.NO_LINK,
                bits(permissions),
                PathCalls.BENEATH_WITHOUT_LINKS))) {
      made.allow(permissions);
      try (var channel = FileChannel.open(made.path(), StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
    } catch (FileSystemException failure) {
      throw renamed(failure, place);
    }
  }

  /** Gives what is held these permissions, which the umask may have kept it from. */
  void allow(Set<PosixFilePermission> permissions) throws IOException {
    if (!Files.getPosixFilePermissions(path()).equals(permissions)) {
      Files.setPosixFilePermissions(path(), permissions);
    }
  }

  /** Waits until the names of this folder are on the disk. */
  void sync() throws IOException {
    try (var channel = FileChannel.open(path(), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The place itself, for calls that follow links: they end here. */
  public Path path() {
    return DESCRIPTORS.resolve(Integer.toString(descriptor));
  }

  /** A name in this folder, for calls that do not follow a link in the last name. */
  public Path at(String file) throws IOException {
    try {
      return path().resolve(file);
    } catch (InvalidPathException notInThisLocale) {
      throw new IOException("a name that this system's locale cannot hold", notInThisLocale);
    }
  }

  @Override
  public void close() {
    PathCalls.close(descriptor);
  }

  /** The failure with the name that users know. */
  public static IOException renamed(IOException failure, Path place) {
    if (!(failure instanceof FileSystemException of)) {
      return failure;
    }
    var name = place.toString();
    var named = alike(of, name);
    named.initCause(failure);
    return named;
  }

  private static FileSystemException alike(FileSystemException failure, String name) {
    if (failure instanceof NoSuchFileException) {
      return new NoSuchFileException(name);
    }
    if (failure instanceof AccessDeniedException) {
      return new AccessDeniedException(name);
    }
    if (failure instanceof FileAlreadyExistsException) {
      return new FileAlreadyExistsException(name);
    }
    return failure instanceof LinkOnTheWay
        ? new LinkOnTheWay(name)
        : new FileSystemException(name, null, failure.getReason());
  }

  private Path named(String inside) throws IOException {
    try {
      return name.resolve(inside.startsWith("/") ? "." + inside : inside).normalize();
    } catch (InvalidPathException notAName) {
      throw new IOException("a name that this system's locale cannot hold", notAName);
    }
  }

  private static int bits(Set<PosixFilePermission> permissions) {
    var bits = 0;
    var bit = 0400;
    for (var permission : PosixFilePermission.values()) {
      bits |= permissions.contains(permission) ? bit : 0;
      bit >>= 1;
    }
    return bits;
  }
}
