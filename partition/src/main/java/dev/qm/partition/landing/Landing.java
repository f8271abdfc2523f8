package dev.qm.partition.landing;

import dev.qm.host.HostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Puts files on a machine without overwriting what somebody else wrote there: a file that is
 * neither absent nor as an earlier landing left it stays, and the new content is put beside it as
 * {@code FILE.qm-new}, by the same rule.
 */
public final class Landing {
  private final Disk disk;
  private final Marks marks;
  private final Changes changes;

  /**
   * A landing on a disk.
   *
   * @param changes told of each folder that is made and each file that is written
   */
  public Landing(Disk disk, Marks marks, Changes changes) {
    this.disk = disk;
    this.marks = marks;
    this.changes = changes;
  }

  /** How each of {@code files} stands to its place; nothing is written. */
  public List<Placement> look(List<NewFile> files, Edits edits) throws HostException {
    var placements = new ArrayList<Placement>();
    for (var file : files) {
      placements.add(look(file, edits));
    }
    return placements;
  }

  /** Whether {@code file} is at its place, or beside it because the user's stays. */
  public boolean isLanded(NewFile file) {
    try {
      return look(file, Edits.KEPT).isDone();
    } catch (HostException inTheWay) {
      // a link on the way, for one: the landing names it
      return false;
    }
  }

  /**
   * Brings a file to its place, and makes the folders above it.
   *
   * @return the user's file that stays
   * @throws HostException also when a link leads there
   */
  public Optional<Kept> land(NewFile file) throws HostException {
    return land(List.of(look(file, Edits.KEPT))).stream().findFirst();
  }

  /**
   * Brings files to their places: first the marks of all, then the folders, then the files.
   *
   * @return the users' files that stay
   */
  public List<Kept> land(List<Placement> placements) throws HostException {
    var folders = new LinkedHashSet<String>();
    var unsettled = new ArrayList<FileMark>();
    var settled = new ArrayList<FileMark>();
    var writings = new ArrayList<Placement>();
    for (var placement : placements) {
      folders.addAll(ownFolders(placement.file().path()));
      for (var part : parts(placement)) {
        marks.file(part.file().path()).ifPresent(unsettled::add);
        if (part.standing() == Standing.DONE) {
          // with the mark of a killed write, perhaps
          settled.add(part.settled());
        }
      }
      placement.writing().ifPresent(writings::add);
    }
    for (var writing : writings) {
      unsettled.removeIf(mark -> mark.path().equals(writing.file().path()));
      unsettled.add(writing.unsettled());
      settled.add(writing.settled());
    }
    marks.record(List.copyOf(folders), unsettled);
    make(folders);
    for (var writing : writings) {
      changes.next(new Changes.Change.Written(writing.file().path()));
      disk.write(writing.file());
    }
    marks.record(List.of(), settled);
    return placements.stream().flatMap(placement -> placement.kept().stream()).toList();
  }

  /**
   * Makes {@code path} and the folders above it, marking those that were not there.
   *
   * @throws HostException also when a link stands on the way
   */
  public void folders(String path) throws HostException {
    var folders = new LinkedHashSet<>(ownFolders(path + "/any"));
    marks.record(List.copyOf(folders), List.of());
    make(folders);
  }

  private void make(Iterable<String> folders) throws HostException {
    for (var folder : folders) {
      if (!disk.isFolder(folder)) {
        changes.next(new Changes.Change.FolderMade(folder));
        disk.makeFolder(folder);
      }
    }
  }

  /** A placement, and the one beside it. */
  private static List<Placement> parts(Placement placement) {
    var parts = new ArrayList<>(List.of(placement));
    placement.beside().ifPresent(parts::add);
    return parts;
  }

  /**
   * The folders above a file that landings made, this one or another, the outermost first: with the
   * last file they go.
   */
  private List<String> ownFolders(String path) throws HostException {
    var own = new ArrayList<String>();
    for (var folder : disk.foldersAbove(path)) {
      if (disk.isFolder(folder) && !marks.hasFolder(folder)) {
        break;
      }
      own.addFirst(folder);
    }
    return own;
  }

  private Placement look(NewFile file, Edits edits) throws HostException {
    var place = lookAt(file, edits);
    return switch (place.standing()) {
      case FREE, DONE, ALIKE, OURS -> place;
      case EDITED, FOREIGN ->
          edits == Edits.GIVEN_UP
              ? place
              : new Placement(
                  file,
                  place.standing(),
                  place.there(),
                  edits,
                  Optional.of(lookAt(file.beside(), Edits.KEPT)));
    };
  }

  private Placement lookAt(NewFile file, Edits edits) throws HostException {
    var there = disk.digest(file.path());
    return new Placement(file, standing(file, there), there, edits, Optional.empty());
  }

  private Standing standing(NewFile file, Optional<String> there) {
    if (there.isEmpty()) {
      return Standing.FREE;
    }
    var known = marks.file(file.path());
    if (there.get().equals(file.digest())) {
      return known.isPresent() ? Standing.DONE : Standing.ALIKE;
    }
    if (file.mayReplace(there.get())
        || (known.isPresent() && known.get().digests().contains(there.get()))) {
      return Standing.OURS;
    }
    return known.isPresent() ? Standing.EDITED : Standing.FOREIGN;
  }
}
