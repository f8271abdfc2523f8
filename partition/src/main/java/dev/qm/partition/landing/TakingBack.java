package dev.qm.partition.landing;

import dev.qm.host.HostException;
import java.util.List;

/**
 * Takes back what landed, and nothing else: a file that somebody changed since stays.
 *
 * @param changes told of each file that goes or stays, and each folder that may go
 */
public record TakingBack(Disk disk, Changes changes) {
  /** What becomes of a file that nothing else needs; nothing is removed. */
  public Fate fate(FileMark mark, Edits edits) throws HostException {
    return switch (disk.there(mark.path())) {
      case Disk.There.Nothing() -> Fate.GONE;
      case Disk.There.Something(var digest) ->
          edits == Edits.GIVEN_UP || mark.digests().contains(digest) ? Fate.REMOVED : Fate.EDITED;
      case Disk.There.Barred _ -> Fate.BARRED;
    };
  }

  /** Does to a file what was decided; what a killed write left of it goes in any case. */
  public void file(String path, Fate fate) throws HostException {
    switch (fate) {
      case REMOVED -> {
        changes.next(new Changes.Change.Removed(path));
        delete(path);
      }
      case EDITED -> {
        changes.next(new Changes.Change.Kept(path));
        sweep(path);
      }
      case GONE, SHARED -> sweep(path);
      case BARRED -> changes.next(new Changes.Change.Barred(path));
    }
  }

  private void sweep(String path) throws HostException {
    disk.sweep(path).forEach(left -> changes.next(new Changes.Change.Left(left)));
  }

  private void delete(String path) throws HostException {
    disk.delete(path).forEach(left -> changes.next(new Changes.Change.Left(left)));
  }

  /**
   * Removes the folders that are empty by now.
   *
   * @param folders the outermost first
   */
  public void folders(List<String> folders) throws HostException {
    for (var folder : folders.reversed()) {
      changes.next(new Changes.Change.FolderRemoved(folder));
      disk.deleteEmptyFolder(folder);
    }
  }

  /** Removes the link at {@code path}, if it still says {@code target}. */
  public void link(String path, String target) throws HostException {
    sweep(path);
    if (disk.link(path).filter(target::equals).isPresent()) {
      delete(path);
    }
  }
}
