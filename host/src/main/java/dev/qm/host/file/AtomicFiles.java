package dev.qm.host.file;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Files of one folder that are replaced or created together, each as by {@link AtomicFile}. None is
 * replaced before all are on the disk, and the folder is synced once. A machine that loses power
 * while they are put in place has some old ones and some new ones, each of them whole.
 *
 * <p>Any thread may add; so the disk can work on one file while the next one is made.
 */
public final class AtomicFiles implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Between a file's name and the id of the process that is writing it. */
  private static final String MARK = ".qm-new-";

  private final Path folder;
  private final Set<PosixFilePermission> permissions;
  private final Leftovers leftovers;
  private final Map<Path, Path> drafts = new LinkedHashMap<>();

  /**
   * Begins with none.
   *
   * @param posixMode as {@code "0644"} or {@code "rw-r--r--"}, applied whatever the umask is
   */
  public AtomicFiles(Path folder, String posixMode) throws HostException {
    this.permissions = AtomicFile.permissions(posixMode);
    this.folder = folder.toAbsolutePath();
    this.leftovers = leftovers(this.folder);
  }

  /**
   * Puts a file on the disk, under a name of its own until {@link #commit}.
   *
   * @param name the name that it will have in the folder
   */
  public void add(String name, byte[] content) throws HostException {
    var file = folder.resolve(name);
    refuseOddTarget(file);
    leftovers.remove(name);
    var draft =
        folder.resolve(
            "." + name + MARK + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    synchronized (drafts) {
      drafts.put(draft, file);
    }
    try {
      fill(draft, content, permissions);
    } catch (IOException failure) {
      throw new HostException("cannot write " + file, failure);
    }
  }

  /** Puts all that were added in their places. */
  public void commit() throws HostException {
    synchronized (drafts) {
      var at = folder;
      try {
        for (var draft : drafts.entrySet()) {
          at = draft.getValue();
          Files.move(draft.getKey(), at, StandardCopyOption.ATOMIC_MOVE);
        }
        drafts.clear();
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      } catch (IOException failure) {
        throw new HostException("cannot write " + at, failure);
      }
    }
  }

  /** Removes what was added and not put in place. */
  @Override
  public void close() throws HostException {
    synchronized (drafts) {
      for (var draft : drafts.entrySet()) {
        try {
          Files.deleteIfExists(draft.getKey());
        } catch (IOException failure) {
          throw new HostException("cannot write " + draft.getValue(), failure);
        }
      }
    }
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

  private static void fill(Path draft, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    // CREATE_NEW is O_EXCL: it neither follows a link nor takes over a file that someone planted
    try (var channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)))) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Files.setPosixFilePermissions(draft, permissions);
      channel.force(true);
    }
  }

  /** What writes in the folder left when their processes were killed. */
  static Leftovers leftovers(Path folder) throws HostException {
    Map<String, List<Path>> byName = new HashMap<>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = String.valueOf(entry.getFileName());
        var mark = name.lastIndexOf(MARK);
        if (name.startsWith(".") && mark > 0 && isOfTheDead(name.substring(mark + MARK.length()))) {
          byName.computeIfAbsent(name.substring(1, mark), none -> new ArrayList<>()).add(entry);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot write in " + folder, failure);
    }
    return new Leftovers(byName);
  }

  private static boolean isOfTheDead(String writer) {
    try {
      var pid = Long.parseLong(writer.substring(0, Math.max(0, writer.lastIndexOf('-'))));
      return ProcessHandle.of(pid).isEmpty();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  /** Drafts of dead processes, by the name that they would have got. */
  record Leftovers(Map<String, List<Path>> byName) {
    /** Takes those of one name away. */
    void remove(String name) throws HostException {
      for (var leftover : byName.getOrDefault(name, List.of())) {
        try {
          Files.deleteIfExists(leftover);
        } catch (IOException failure) {
          throw new HostException("cannot remove " + leftover, failure);
        }
      }
    }
  }
}
