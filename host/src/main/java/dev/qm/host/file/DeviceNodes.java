package dev.qm.host.file;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The device nodes in the {@code /dev} of some root folder, in which somebody hostile may write
 * meanwhile: no link is followed, nothing is opened, and the number of files and levels is bounded.
 *
 * @param nodes with the paths that a process has whose root it is
 * @param isComplete false when there was more than may be looked at
 */
public record DeviceNodes(List<DeviceNode> nodes, boolean isComplete) {
  private static final String DEVICES = "/dev";
  private static final int MOST_ENTRIES = 20_000;
  private static final int DEEPEST = 8;

  public DeviceNodes {
    nodes = List.copyOf(nodes);
  }

  /**
   * Looks through {@code /dev}.
   *
   * @param root the root folder; a link of /proc to one will do
   * @throws HostException when there is no such folder
   */
  public static DeviceNodes below(Path root) throws HostException {
    var walk = new Walk();
    try (var top = OpenPlace.trusted(root);
        var folder = top.folder("dev")) {
      walk.folder(folder, DEVICES, 1);
    } catch (NoSuchFileException none) {
      return new DeviceNodes(List.of(), true);
    } catch (IOException failure) {
      throw new HostException("cannot look at the devices below " + root, failure);
    }
    walk.found.sort((a, b) -> a.path().compareTo(b.path()));
    return new DeviceNodes(walk.found, walk.isComplete);
  }

  private static final class Walk {
    private final List<DeviceNode> found = new ArrayList<>();
    private int left = MOST_ENTRIES;
    private boolean isComplete = true;

    void folder(OpenPlace folder, String path, int depth) throws IOException {
      var names = folder.names(left + 1);
      if (names.size() > left) {
        isComplete = false;
      }
      for (var name : names) {
        if (left == 0) {
          return;
        }
        left--;
        entry(folder, path, name, depth);
      }
    }

    private void entry(OpenPlace folder, String path, String name, int depth) {
      try {
        var place = folder.at(name);
        var kind =
            Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (kind.isDirectory()) {
          if (depth == DEEPEST) {
            isComplete = false;
            return;
          }
          try (var inner = folder.folder(name)) {
            folder(inner, path + "/" + name, depth + 1);
          }
        } else if (kind.isOther()) {
          DeviceNode.itself(place, path + "/" + name).ifPresent(found::add);
        }
      } catch (IOException gone) {
        // unplugged, or exchanged for something else: no matter of this moment
        return;
      }
    }
  }
}
