package dev.qm.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes whole files so that a reader, and a machine that loses power, sees the old content or the
 * new one and nothing between: a new file in the same folder, {@code fsync(2)}, {@code rename(2)},
 * and {@code fsync} of the folder.
 *
 * <p>The new file belongs to the user and group of this process. A symbolic link or a folder at the
 * target is refused. The folders above the target must be trusted: inside the partition's own trees
 * find the target with {@link ConfinedPath} first.
 */
public final class AtomicFile {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Between a file's name and the id of the process that is writing it. */
  private static final String MARK = ".qm-new-";

  private AtomicFile() {}

  /**
   * Replaces or creates {@code target}.
   *
   * @param posixMode as {@code "0644"} or {@code "rw-r--r--"}, applied whatever the umask is
   */
  public static void write(Path target, String content, String posixMode) throws HostException {
    write(target, content.getBytes(StandardCharsets.UTF_8), posixMode);
  }

  /**
   * Replaces or creates {@code target}.
   *
   * @param posixMode as {@code "0644"} or {@code "rw-r--r--"}, applied whatever the umask is
   */
  public static void write(Path target, byte[] content, String posixMode) throws HostException {
    var permissions = permissions(posixMode);
    var file = target.toAbsolutePath();
    var folder = file.getParent();
    var name = file.getFileName();
    if (folder == null || name == null) {
      throw new HostException("cannot write " + target, "it is a folder");
    }
    refuseOddTarget(file);
    removeLeftovers(folder, name.toString());
    var fresh =
        folder.resolve(
            "." + name + MARK + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    try {
      try {
        fill(fresh, content, permissions);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      sync(folder);
    } catch (IOException failure) {
      throw new HostException("cannot write " + target, failure);
    }
  }

  /**
   * Removes what writes of {@code target} left beside it when their processes were killed. For a
   * file that is not to be written again; a write does it by itself.
   */
  public static void sweep(Path target) throws HostException {
    var file = target.toAbsolutePath();
    var folder = file.getParent();
    var name = file.getFileName();
    if (folder != null && name != null && Files.isDirectory(folder)) {
      removeLeftovers(folder, name.toString());
    }
  }

  /** The permission set of an octal or symbolic mode. */
  static Set<PosixFilePermission> permissions(String mode) {
    if (mode.length() == 9) {
      return PosixFilePermissions.fromString(mode);
    }
    var bits = Integer.parseInt(mode, 8);
    if (bits < 0 || bits > 0777) {
      throw new IllegalArgumentException("not a mode between 0000 and 0777: " + mode);
    }
    var order = PosixFilePermission.values();
    var set = EnumSet.noneOf(PosixFilePermission.class);
    for (var i = 0; i < order.length; i++) {
      if ((bits & (0400 >> i)) != 0) {
        set.add(order[i]);
      }
    }
    return set;
  }

  private static void refuseOddTarget(Path file) throws HostException {
    if (Files.isSymbolicLink(file)) {
      throw new HostException(
          "will not write " + file,
          "it is a symbolic link, and what it points to may not be ours",
          "replace the link with a file, or remove it");
    }
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException("cannot write " + file, "it is a folder");
    }
  }

  private static void fill(Path fresh, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    // CREATE_NEW is O_EXCL: it neither follows a link nor takes over a file that someone planted
    try (var channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)))) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Files.setPosixFilePermissions(fresh, permissions);
      channel.force(true);
    }
  }

  /** Removes what a write of the same file left when its process was killed. */
  private static void removeLeftovers(Path folder, String name) throws HostException {
    var prefix = "." + name + MARK;
    try (var entries = Files.newDirectoryStream(folder, entry -> leftover(entry, prefix))) {
      for (var entry : entries) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException failure) {
      throw new HostException("cannot write " + folder.resolve(name), failure);
    }
  }

  private static boolean leftover(Path entry, String prefix) {
    var name = String.valueOf(entry.getFileName());
    if (!name.startsWith(prefix)) {
      return false;
    }
    var end = name.lastIndexOf('-');
    try {
      var pid = Long.parseLong(name.substring(prefix.length(), Math.max(prefix.length(), end)));
      return ProcessHandle.of(pid).isEmpty();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
