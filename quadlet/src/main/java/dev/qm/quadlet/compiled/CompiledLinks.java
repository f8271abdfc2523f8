package dev.qm.quadlet.compiled;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.syntax.CommandWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The links of [Install] beside compiled services. Each service's file lists its own, so that those
 * that its unit asks for no more can be told from what {@code systemctl enable}, {@code systemctl
 * mask} or a person made.
 */
final class CompiledLinks {
  private static final String LIST = "# links: ";

  private final Path folder;
  private final Set<String> services;

  /**
   * The links in a folder.
   *
   * @param services the names of all services that are compiled
   */
  CompiledLinks(Path folder, Set<String> services) {
    this.folder = folder;
    this.services = services;
  }

  /** The comment that names the links of a service; nothing if it has none. */
  static String list(List<GeneratedService.Link> links) {
    return links.isEmpty()
        ? ""
        : LIST
            + CommandWords.quote(links.stream().map(GeneratedService.Link::path).toList())
            + "\n";
  }

  /** The links that the comment in a compiled service names. */
  private static List<String> listed(String text) {
    var start = text.indexOf("\n" + LIST) + 1;
    var end = text.indexOf('\n', start);
    // it stands in the third line or nowhere
    return start == 0 || end < 0 || text.lastIndexOf('\n', start - 2) != text.indexOf('\n')
        ? List.of()
        : CommandWords.split(text.substring(start + LIST.length(), end));
  }

  /** How a link stands to what it should be. */
  CompiledFolder.State state(GeneratedService.Link link) {
    var path = folder.resolve(link.path());
    if (!isBesideServices(path)) {
      return CompiledFolder.State.FOREIGN;
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return CompiledFolder.State.MISSING;
    }
    if (!Files.isSymbolicLink(path)) {
      return CompiledFolder.State.FOREIGN;
    }
    Path target;
    try {
      target = Files.readSymbolicLink(path);
    } catch (IOException unreadable) {
      return CompiledFolder.State.FOREIGN;
    }
    if (isThe(link.target(), target)) {
      return CompiledFolder.State.CURRENT;
    }
    var name = target.getFileName();
    if (name != null
        && services.contains(name.toString())
        && isThe(back(link.path()) + name, target)) {
      return CompiledFolder.State.STALE;
    }
    return CompiledFolder.State.FOREIGN;
  }

  /** True for the link's own target, and for the absolute one that systemctl enable writes. */
  private boolean isThe(String target, Path there) {
    return there.equals(Path.of(target))
        || there.equals(Path.of("/etc/systemd/system").resolve(target.substring(depth(target))));
  }

  /** How long the part of a target is that leads up to the services. */
  private static int depth(String target) {
    return target.lastIndexOf("../") < 0 ? 0 : target.lastIndexOf("../") + "../".length();
  }

  /** What leads from a link's folder to the services. */
  private static String back(String path) {
    return "../".repeat((int) path.chars().filter(c -> c == '/').count());
  }

  /** Makes a link, unless what has its name is somebody else's. */
  void make(GeneratedService.Link link) throws IOException {
    var path = folder.resolve(link.path());
    switch (state(link)) {
      case MISSING -> {
        var directory = path.getParent();
        if (directory != null) {
          Files.createDirectories(directory);
        }
        Files.createSymbolicLink(path, Path.of(link.target()));
      }
      case STALE -> {
        Files.delete(path);
        Files.createSymbolicLink(path, Path.of(link.target()));
      }
      case CURRENT, EDITED, FOREIGN, ORPHANED -> {}
    }
  }

  /**
   * Takes away the links that a service has according to its text, but those that are wanted still.
   */
  void remove(String service, String text, Set<String> wanted) throws IOException {
    for (var link : listed(text)) {
      var path = folder.resolve(link);
      if (!wanted.contains(link)
          && isBesideServices(path)
          && Files.isSymbolicLink(path)
          && Files.readSymbolicLink(path).equals(Path.of(back(link) + service))) {
        Files.delete(path);
      }
    }
  }

  /** True if no link leads away from the services' folder on the way to a path. */
  private boolean isBesideServices(Path path) {
    for (var above = path.getParent();
        above != null && !above.equals(folder) && above.startsWith(folder);
        above = above.getParent()) {
      if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return path.startsWith(folder);
  }
}
