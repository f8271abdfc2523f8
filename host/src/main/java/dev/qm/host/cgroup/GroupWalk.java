package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;

/**
 * Walks a control group and the groups below it, children before their parents.
 *
 * <p>Whoever runs in a group may make groups in it, so deep that no path can name them any more
 * (PATH_MAX is 4096 bytes), and hide processes there. So every step is taken from an open folder:
 * openat(2), unlinkat(2).
 */
final class GroupWalk {
  /** Each level keeps two files open. What lies deeper shows as a group that cannot be removed. */
  private static final int DEEPEST = 4096;

  private GroupWalk() {}

  /** What to do at each group. */
  interface Visit {
    /**
     * Called once a group, after the groups in it.
     *
     * @param parent the folder that the group is in
     * @param name of the group there
     * @param group its own folder
     */
    void at(SecureDirectoryStream<Path> parent, Path name, SecureDirectoryStream<Path> group)
        throws HostException;
  }

  /**
   * Visits {@code top} and all below it; nothing when it is not there. Groups that vanish meanwhile
   * are left out: they have no process.
   */
  static void childrenFirst(Path top, Visit visit) throws HostException {
    var levels = new ArrayDeque<Level>();
    try (var outside = ConfinedPath.secure(Objects.requireNonNull(top.getParent()))) {
      enter(outside, Objects.requireNonNull(top.getFileName()), levels);
      while (!levels.isEmpty()) {
        var level = levels.getLast();
        var child = level.children().poll();
        if (child == null) {
          visit.at(level.parent(), level.name(), level.folder());
          levels.removeLast().folder().close();
        } else if (levels.size() < DEEPEST) {
          enter(level.folder(), child, levels);
        }
      }
    } catch (IOException noHierarchy) {
      // not mounted, or gone: there is nothing to walk
      return;
    } finally {
      close(levels);
    }
  }

  /** The text of a group's control file; empty when there is none. */
  static String text(SecureDirectoryStream<Path> group, String file) {
    var name = Path.of(file);
    try (var channel =
        group.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      return new String(
          Bounded.bytes(Channels.newInputStream(channel), name, Bounded.LIMIT),
          StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }

  /** Writes a group's control file, if it is there and takes the value. */
  static void tryWrite(SecureDirectoryStream<Path> group, String file, String value) {
    try (var channel =
        group.newByteChannel(
            Path.of(file), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException refused) {
      // the caller looks at what became of the group, not at this file
      return;
    }
  }

  /** A group on the way down, and those of its children that are not visited yet. */
  private record Level(
      SecureDirectoryStream<Path> parent,
      Path name,
      SecureDirectoryStream<Path> folder,
      Deque<Path> children) {}

  private static void enter(SecureDirectoryStream<Path> parent, Path name, Deque<Level> levels) {
    try {
      var folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
      var children = new ArrayDeque<Path>();
      levels.addLast(new Level(parent, name, folder, children));
      for (var entry : folder) {
        var child = Objects.requireNonNull(entry.getFileName());
        var view =
            folder.getFileAttributeView(
                child, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view.readAttributes().isDirectory()) {
          children.addLast(child);
        }
      }
    } catch (IOException | DirectoryIteratorException vanished) {
      // it went while it was looked at; if it is still there, its parent cannot be removed
      return;
    }
  }

  private static void close(Deque<Level> levels) {
    for (var level : levels) {
      try {
        level.folder().close();
      } catch (IOException readOnly) {
        // nothing was written through it, so nothing is lost
      }
    }
  }
}
