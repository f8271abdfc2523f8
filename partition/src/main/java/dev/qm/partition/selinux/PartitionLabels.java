package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.Layout;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The labels of a partition's files on this machine.
 *
 * <p>Nested containers give labels by themselves: to their layers, and to volumes that are mounted
 * with {@code :z} or {@code :Z}, wherever these lie. Such a label is right, though the policy's
 * list of paths says another one, and resetting it would take the file from its container.
 */
public final class PartitionLabels {
  /** A mend that was cut short is taken up again, but not for ever. */
  private static final int MOST_ROUNDS = 50;

  private final List<Path> folders;
  private final Set<String> containers;

  private PartitionLabels(List<Path> folders, Set<String> containers) {
    this.folders = folders;
    this.containers = containers;
  }

  /**
   * The labels of a partition's files.
   *
   * @param more further folders that the policy speaks of
   */
  public static PartitionLabels of(PolicySource source, Root root, List<String> more)
      throws HostException {
    var folders = new ArrayList<Path>();
    for (var place : source.places().trees()) {
      folders.add(ConfinedPath.resolve(root.directory(), place));
    }
    folders.add(root.at(Layout.IPC));
    for (var place : more) {
      folders.add(root.at(place));
    }
    return new PartitionLabels(
        List.copyOf(folders),
        Set.of(
            source.name() + "_container_file_t",
            source.name() + "_container_ro_file_t",
            source.name() + "_container_var_lib_t"));
  }

  /** The files with labels that neither the policy nor a nested container gives them. */
  public FileLabels.Comparison wrong() throws HostException {
    var compared = FileLabels.compare(folders);
    var wrong = new ArrayList<FileLabels.Wrong>();
    for (var file : compared.files()) {
      if (!containers.contains(file.has())) {
        wrong.add(file);
      }
    }
    return new FileLabels.Comparison(wrong, compared.isComplete());
  }

  /** Labels all files: for a machine whose policy had no types of this partition until now. */
  public void restoreAll() throws HostException {
    FileLabels.restoreAll(folders);
  }

  /**
   * Labels the files that have wrong labels.
   *
   * @return how many there were
   */
  public int mend() throws HostException {
    var mended = 0;
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var wrong = wrong();
      var ours = wrong.files().stream().filter(file -> isBelow(file.path())).toList();
      FileLabels.restore(ours, folders);
      mended += ours.size();
      if (wrong.isComplete() || ours.isEmpty()) {
        break;
      }
    }
    return mended;
  }

  /** A file's name may hold a line break, and behind it what looks like another file. */
  private boolean isBelow(Untrusted path) {
    try {
      var file = Path.of(new String(path.bytes(), StandardCharsets.UTF_8)).normalize();
      return folders.stream().anyMatch(file::startsWith);
    } catch (InvalidPathException notOne) {
      return false;
    }
  }
}
