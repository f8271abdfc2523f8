package dev.qm.host.file;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.call.PathCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Paths inside a folder tree that somebody hostile may have filled: resolved as a process would see
 * them whose root folder is that tree (path_resolution(7) after chroot(2)). Links lead to places
 * inside, {@code ..} at the top stays at the top, and no result lies outside.
 */
public final class ConfinedPath {
  /** The kernel's own limit of links in one path (MAXSYMLINKS). */
  private static final int MOST_LINKS = 40;

  private ConfinedPath() {}

  /**
   * Where {@code inside} leads: an absolute path below {@code tree} without any link between the
   * two. The last parts need not exist.
   *
   * <p>The answer holds for the moment. Where the tree's owner could change it meanwhile, read with
   * {@link #readBounded} instead of opening the answer.
   *
   * @param inside as a process inside names it; relative means below the tree's root too
   * @throws HostException for a loop of links, or a path that goes on below a file
   */
  public static Path resolve(Path tree, String inside) throws HostException {
    var top = tree.toAbsolutePath().normalize();
    try {
      var place = top;
      for (var name : walk(top, inside)) {
        place = place.resolve(name);
      }
      return place;
    } catch (IOException failure) {
      throw new HostException("cannot use " + inside + " in " + tree, failure);
    }
  }

  /**
   * The content of the regular file {@code inside}. The kernel itself keeps the look-up inside the
   * tree (openat2(2) with RESOLVE_IN_ROOT), so a tree that changes meanwhile gains nothing.
   *
   * @param max bytes; a longer file is an error
   */
  public static byte[] readBounded(Path tree, String inside, int max) throws HostException {
    try (var top = OpenPlace.trusted(tree.toAbsolutePath().normalize());
        var file = top.asRoot(inside)) {
      return file.bytes(max);
    } catch (IOException failure) {
      throw new HostException("cannot read " + inside + " in " + tree, failure);
    }
  }

  /**
   * Whether there is something that a process whose root is {@code tree} would open, links followed
   * inside the tree.
   */
  public static boolean exists(Path tree, String inside) throws HostException {
    return opens(tree, inside, OpenPlace::asRoot);
  }

  /** As {@link #exists}, where a link that leads nowhere counts too. */
  public static boolean isTaken(Path tree, String inside) throws HostException {
    return opens(tree, inside, OpenPlace::asRootItself);
  }

  private interface Opening {
    OpenPlace in(OpenPlace top, String inside) throws IOException;
  }

  private static boolean opens(Path tree, String inside, Opening opening) throws HostException {
    try (var top = OpenPlace.trusted(tree.toAbsolutePath().normalize());
        var _ = opening.in(top, inside)) {
      return true;
    } catch (NoSuchFileException | PathCalls.LinkOnTheWay nothing) {
      return false;
    } catch (IOException failure) {
      throw new HostException("cannot use " + inside + " in " + tree, failure);
    }
  }

  /**
   * The text of a configuration file of the machine below {@code root}, at most 4 MiB; nothing when
   * it cannot be read.
   */
  public static Optional<String> text(Root root, String file) {
    if (root.isHost()) {
      return Bounded.textIfAny(Path.of(file));
    }
    try {
      return Optional.of(
          new String(readBounded(root.directory(), file, Bounded.LIMIT), StandardCharsets.UTF_8));
    } catch (HostException absent) {
      return Optional.empty();
    }
  }

  /** The names below {@code top} that {@code inside} amounts to, links and dots worked off. */
  private static List<String> walk(Path top, String inside) throws IOException {
    var todo = new ArrayDeque<String>();
    pushAll(todo, inside);
    var place = new ArrayList<String>();
    var links = 0;
    while (!todo.isEmpty()) {
      var name = todo.pop();
      if (name.equals("..")) {
        if (!place.isEmpty()) {
          place.removeLast();
        }
        continue;
      }
      place.add(name);
      var here = at(top, place);
      if (Files.isSymbolicLink(here)) {
        links++;
        if (links > MOST_LINKS) {
          throw new FileSystemException(inside, null, "more than " + MOST_LINKS + " links");
        }
        var target = Files.readSymbolicLink(here).toString();
        place.removeLast();
        if (target.startsWith("/")) {
          place.clear();
        }
        pushAll(todo, target);
      } else if (!todo.isEmpty() && Files.isRegularFile(here, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(inside, null, name + " is a file, not a folder");
      }
    }
    return place;
  }

  /** Puts the names of {@code path} in front of {@code todo}, the first one first. */
  private static void pushAll(Deque<String> todo, String path) {
    var names = KernelText.split(path, '/');
    for (var i = names.size() - 1; i >= 0; i--) {
      var name = names.get(i);
      if (!name.isEmpty() && !name.equals(".")) {
        todo.push(name);
      }
    }
  }

  private static Path at(Path top, List<String> names) throws IOException {
    try {
      return top.resolve(String.join("/", names));
    } catch (InvalidPathException notAName) {
      throw new IOException("a name that this system's locale cannot hold", notAName);
    }
  }
}
