package dev.qm.quadlet.path;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Follows symbolic links as a process would whose root folder is {@code root}: a link never leads
 * out of it, however many {@code ..} it has and however absolute it is.
 */
public final class Rooted {
  /** As many links as the kernel follows: {@code path_resolution(7)}. */
  private static final int MOST_LINKS = 40;

  private final Path root;

  public Rooted(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /**
   * The file that {@code path} names in the end, with no link left in its name below the root.
   *
   * @param path a path below the root, or one of the machine whose root it is not: then its links
   *     are followed as usual
   * @throws IOException if there is no such file, or too many links
   */
  public Path resolve(Path path) throws IOException {
    var absolute = path.toAbsolutePath();
    if (root.getNameCount() == 0 || !absolute.startsWith(root)) {
      return absolute.toRealPath();
    }
    Deque<String> waiting = new ArrayDeque<>();
    for (var name : root.relativize(absolute)) {
      waiting.addLast(name.toString());
    }
    var inside = root;
    var links = 0;
    while (!waiting.isEmpty()) {
      var name = waiting.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        var parent = inside.getParent();
        if (!inside.equals(root) && parent != null) {
          inside = parent;
        }
        continue;
      }
      var next = inside.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        inside = next;
        continue;
      }
      links++;
      if (links > MOST_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      var target = Files.readSymbolicLink(next);
      if (target.isAbsolute()) {
        inside = root;
      }
      var names = target.getNameCount();
      for (var i = names - 1; i >= 0; i--) {
        waiting.addFirst(target.getName(i).toString());
      }
    }
    return inside.toRealPath(LinkOption.NOFOLLOW_LINKS);
  }
}
