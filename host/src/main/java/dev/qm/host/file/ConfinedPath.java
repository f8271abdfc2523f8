package dev.qm.host.file;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Paths inside a folder tree that somebody hostile may have filled: resolved as a process would see
 * them whose root folder is that tree (path_resolution(7) after chroot(2)). Links lead to places
 * inside, {@code ..} at the top stays at the top, and no result lies outside.
 */
public final class ConfinedPath {
  /** The kernel's own limit of links in one path (MAXSYMLINKS). */
  private static final int MOST_LINKS = 40;

  /** How often a read starts again because the tree changed under it. */
  private static final int ATTEMPTS = 3;

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
   * The content of the regular file {@code inside}, opened without following any link on the way,
   * so that a tree that changes meanwhile gains nothing.
   *
   * @param max bytes; a longer file is an error
   */
  public static byte[] readBounded(Path tree, String inside, int max) throws HostException {
    var top = tree.toAbsolutePath().normalize();
    try {
      return read(top, inside, max);
    } catch (IOException failure) {
      throw new HostException("cannot read " + inside + " in " + tree, failure);
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
          new String(read(root.directory(), file, Bounded.LIMIT), StandardCharsets.UTF_8));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static byte[] read(Path top, String inside, int max) throws IOException {
    IOException changed = null;
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      var names = walk(top, inside);
      if (names.isEmpty()) {
        throw new FileSystemException(inside, null, "is a folder");
      }
      try {
        return open(top, names, inside, max);
      } catch (FileSystemException raced) {
        changed = raced;
      }
    }
    throw changed == null ? new IOException("unreachable") : changed;
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

  /** Opens folder after folder with openat(2) and O_NOFOLLOW. */
  private static byte[] open(Path top, List<String> names, String inside, int max)
      throws IOException {
    var opened = new ArrayDeque<SecureDirectoryStream<Path>>();
    try {
      opened.push(secure(top));
      for (var name : names.subList(0, names.size() - 1)) {
        opened.push(opened.getFirst().newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
      }
      var folder = opened.getFirst();
      var file = Path.of(names.getLast());
      // opening a named pipe would wait for ever, and a device may act on being opened
      var view =
          folder.getFileAttributeView(
              file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (!view.readAttributes().isRegularFile()) {
        throw new FileSystemException(inside, null, "is not a regular file");
      }
      try (var channel =
          folder.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        return Bounded.bytes(Channels.newInputStream(channel), Path.of(inside), max);
      }
    } finally {
      for (var stream : opened) {
        stream.close();
      }
    }
  }

  /** Opens {@code folder} so that what is in it can be reached with openat(2). */
  @SuppressWarnings("StreamResourceLeak") // the caller closes what this gives
  public static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
    var stream = Files.newDirectoryStream(folder);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this file system offers no openat(2)");
  }
}
