package dev.qm.host.file;

import dev.qm.host.HostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes whole files so that a reader, and a machine that loses power, sees the old content or the
 * new one and nothing between: a new file in the same folder, {@code fsync(2)}, {@code rename(2)},
 * and {@code fsync} of the folder.
 *
 * <p>The new file belongs to the user and group of this process, except with {@link #replace}. A
 * symbolic link or a folder at the target is refused. The folder of the target and those above it
 * must be trusted, so that nobody else can change what is in them: the partition's own trees are
 * written with {@link HostileTree}.
 */
public final class AtomicFile {
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
    var file = target.toAbsolutePath();
    var folder = file.getParent();
    var name = file.getFileName();
    if (folder == null || name == null) {
      throw new HostException("cannot write " + target, "it is a folder");
    }
    try (var files = new AtomicFiles(folder, posixMode)) {
      files.add(name.toString(), content);
      files.commit();
    }
  }

  /**
   * Replaces what a file says; who owns it and who may do what with it stays. A file that this
   * process may not write, or whose owner it cannot keep, is left as it is. Other names of the file
   * (hard links) keep what it said.
   *
   * @param target a regular file that is there
   */
  public static void replace(Path target, byte[] content) throws HostException {
    var file = target.toAbsolutePath();
    var name = file.getFileName();
    if (name == null) {
      throw new HostException("cannot write " + target, "it is a folder");
    }
    try (var files = AtomicFiles.like(file)) {
      files.add(name.toString(), content);
      files.commit();
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
      AtomicFiles.leftovers(folder).remove(name.toString());
    }
  }

  /** The permission set of an octal or symbolic mode. */
  public static Set<PosixFilePermission> permissions(String mode) {
    if (mode.length() == 9) {
      return PosixFilePermissions.fromString(mode);
    }
    var bits = Integer.parseInt(mode, 8);
    if (bits < 0 || bits > 0777) {
      throw new IllegalArgumentException("not a mode between 0000 and 0777: " + mode);
    }
    var order = PosixFilePermission.values();
    var set = new HashSet<PosixFilePermission>();
    for (var i = 0; i < order.length; i++) {
      if ((bits & (0400 >> i)) != 0) {
        set.add(order[i]);
      }
    }
    return set;
  }
}
