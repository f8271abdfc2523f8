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
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /** Whose the files will be; empty for the user and group of this process. */
  private final Optional<Owner> owner;

  private final Leftovers leftovers;
  private final Map<Path, Path> drafts = new LinkedHashMap<>();

  /**
   * Begins with none.
   *
   * @param posixMode as {@code "0644"} or {@code "rw-r--r--"}, applied whatever the umask is
   */
  public AtomicFiles(Path folder, String posixMode) throws HostException {
    this(folder.toAbsolutePath(), AtomicFile.permissions(posixMode), Optional.empty());
  }

  private AtomicFiles(Path folder, Set<PosixFilePermission> permissions, Optional<Owner> owner)
      throws HostException {
    this.folder = folder;
    this.permissions = permissions;
    this.owner = owner;
    this.leftovers = leftovers(folder);
  }

  /** The user and group that a file belongs to. */
  private record Owner(UserPrincipal user, GroupPrincipal group) {
    static Owner of(PosixFileAttributes attributes) {
      return new Owner(attributes.owner(), attributes.group());
    }

    /** By numbers, where the machine has no name for one. */
    @Override
    public String toString() {
      return user.getName() + ":" + group.getName();
    }
  }

  /**
   * Begins with none; all will have the folder, permissions, owner and group of a file that is
   * there.
   *
   * @param file an absolute path
   */
  static AtomicFiles like(Path file) throws HostException {
    refuseOddTarget(file);
    try {
      var attributes =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new HostException("cannot write " + file, "it is no regular file");
      }
      if (!Files.isWritable(file)) {
        throw new HostException(
            "cannot write " + file, "this user may not write it", "see to its permissions");
      }
      return new AtomicFiles(
          Objects.requireNonNull(file.getParent()),
          attributes.permissions(),
          Optional.of(Owner.of(attributes)));
    } catch (IOException failure) {
      throw new HostException("cannot write " + file, failure);
    }
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
      fill(draft, content);
      give(draft);
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

  private void fill(Path draft, byte[] content) throws IOException {
    // CREATE_NEW is O_EXCL: it neither follows a link nor takes over a file that someone planted
    try (var channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(permissions))) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (!Files.getPosixFilePermissions(draft, LinkOption.NOFOLLOW_LINKS).equals(permissions)) {
        // the umask took some away; this opens the file without following a link: fchmod(2)
        try (var open = FolderStreams.open(folder.toRealPath())) {
          open.getFileAttributeView(
                  name(draft), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .setPermissions(permissions);
        }
      }
      channel.force(true);
    }
  }

  /** Sees to it that a draft belongs to whom it must. */
  private void give(Path draft) throws IOException, HostException {
    if (owner.isEmpty()) {
      return;
    }
    var own =
        Owner.of(Files.readAttributes(draft, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    if (own.equals(owner.get())) {
      return;
    }
    // as above, no link is followed: fchown(2)
    try (var open = FolderStreams.open(folder.toRealPath())) {
      var view =
          open.getFileAttributeView(
              name(draft), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setGroup(owner.get().group());
      view.setOwner(owner.get().user());
    } catch (IOException refused) {
      throw new HostException(
          "cannot write in " + folder,
          "what is there belongs to " + owner.get() + ", and the new file would not",
          "run the command as that user, or as root");
    }
  }

  private static Path name(Path file) {
    return Objects.requireNonNull(file.getFileName());
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
