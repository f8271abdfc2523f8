package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of channels lie: in the machine's {@code /etc}, and in the partition's, where no
 * link is trusted. Paths are as the machine itself names them.
 */
final class ChannelDisk {
  /** Bytes; none that we write comes near this size. */
  private static final int LONGEST = 1 << 20;

  /** In place of a digest, for what is no file. */
  private static final String NO_CONTENT = "none";

  private static final String ETC = "/etc";

  private final Root root;
  private final String partition;

  /**
   * The disk of the machine below {@code root}.
   *
   * @param partition the partition's tree that is {@code /etc} inside
   */
  ChannelDisk(Root root, String partition) {
    this.root = root;
    this.partition = partition;
  }

  /** A place seen from the tree that it lies in. */
  private record Place(HostileTree tree, String inside) {}

  /** The digest of what is at {@code path}; that of no content when it is no file. */
  Optional<String> digest(String path) throws HostException {
    var place = place(path);
    return switch (place.tree().read(place.inside(), LONGEST)) {
      case HostileTree.Found.Nothing() -> Optional.empty();
      case HostileTree.Found.Content(var bytes) -> Optional.of(ChannelFile.digest(bytes.bytes()));
      case HostileTree.Found.Odd _ -> Optional.of(NO_CONTENT);
    };
  }

  /** The folders above {@code path} that are not there, the outermost first. */
  List<String> missingFolders(String path) throws HostException {
    var missing = new ArrayList<String>();
    var top = top(path);
    for (var folder = parent(path); folder.length() > top.length(); folder = parent(folder)) {
      var place = place(folder);
      if (place.tree().isFolder(place.inside())) {
        break;
      }
      missing.addFirst(folder);
    }
    return missing;
  }

  void makeFolder(String path) throws HostException {
    var place = place(path);
    if (!place.tree().isFolder(place.inside())) {
      place.tree().makeFolder(place.inside());
    }
  }

  void write(ChannelFile file) throws HostException {
    var place = place(file.path());
    place.tree().write(place.inside(), file.bytes(), "0644");
  }

  void delete(String path) throws HostException {
    var place = place(path);
    place.tree().delete(place.inside());
  }

  /** Takes away what a killed write left beside a file that stays. */
  void sweep(String path) throws HostException {
    var place = place(path);
    place.tree().sweep(place.inside());
  }

  void deleteEmptyFolder(String path) throws HostException {
    var place = place(path);
    place.tree().deleteEmptyFolder(place.inside());
  }

  private Place place(String path) throws HostException {
    var top = top(path);
    return new Place(
        new HostileTree(ConfinedPath.resolve(root.directory(), top)),
        path.substring(top.length() + 1));
  }

  private String top(String path) throws HostException {
    for (var top : List.of(partition, ETC)) {
      if (path.startsWith(top + "/")) {
        return top;
      }
    }
    throw new HostException(
        "will not touch " + path,
        "it is neither below " + ETC + " nor in the partition's tree " + partition,
        "mend the channel's record");
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
