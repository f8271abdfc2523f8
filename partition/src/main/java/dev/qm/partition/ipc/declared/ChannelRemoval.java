package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.setup.WorkLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes back what {@code qm ipc new} made for one channel, decided but not yet done.
 *
 * @param record what there is
 * @param fates what becomes of each of its files
 */
public record ChannelRemoval(ChannelRecord record, List<Fated> fates) {
  /** Where {@code systemctl enable} links the sockets. */
  private static final String WANTED = "/etc/systemd/system/sockets.target.wants/";

  public ChannelRemoval {
    fates = List.copyOf(fates);
  }

  /** What becomes of a file. */
  public enum Fate {
    /** It goes. */
    REMOVED,
    /** It is gone already. */
    GONE,
    /** Other channels need it. */
    SHARED,
    /** Somebody changed it: it stays. */
    EDITED
  }

  /** A file and what becomes of it. */
  public record Fated(ChannelRecord.Made file, Fate fate) {}

  /** Which files go. */
  public enum Extent {
    /** Those that are as {@code qm ipc new} wrote them. */
    OURS,
    /** Those that somebody changed as well. */
    EDITED_TOO
  }

  /**
   * Decides; nothing is removed.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   * @return nothing when {@code qm ipc new} made no such channel
   */
  public static Optional<ChannelRemoval> plan(
      Root root, String etc, ChannelName name, Extent extent) throws HostException {
    var records = new ChannelRecords(root).all();
    for (var record : records) {
      if (record.name().equals(name)) {
        var others = records.stream().filter(other -> !other.equals(record)).toList();
        return Optional.of(
            new ChannelRemoval(record, fates(new ChannelDisk(root, etc), record, others, extent)));
      }
    }
    return Optional.empty();
  }

  /**
   * Decides and removes, while no other qm is at work. Killed in the middle, the next call ends it.
   *
   * @param changes told of each change before it is made
   * @return what was decided
   */
  public static Optional<ChannelRemoval> carryOut(
      Root root, String etc, ChannelName name, Extent extent, Changes changes)
      throws HostException {
    if (plan(root, etc, name, extent).isEmpty()) {
      return Optional.empty();
    }
    try (var _ = WorkLock.takeInNewFolder(root)) {
      var removal = plan(root, etc, name, extent);
      if (removal.isPresent()) {
        removal.get().apply(root, new ChannelDisk(root, etc), changes);
      }
      return removal;
    }
  }

  private static List<Fated> fates(
      ChannelDisk disk, ChannelRecord record, List<ChannelRecord> others, Extent extent)
      throws HostException {
    var fates = new ArrayList<Fated>();
    for (var file : record.files()) {
      fates.add(new Fated(file, fate(disk, file, others, extent)));
    }
    return fates;
  }

  private static Fate fate(
      ChannelDisk disk, ChannelRecord.Made file, List<ChannelRecord> others, Extent extent)
      throws HostException {
    if (file.sharing() == ChannelFile.Sharing.SHARED
        && others.stream().anyMatch(other -> other.made(file.path()).isPresent())) {
      return Fate.SHARED;
    }
    var there = disk.digest(file.path());
    if (there.isEmpty()) {
      return Fate.GONE;
    }
    return extent == Extent.EDITED_TOO || file.digests().contains(there.get())
        ? Fate.REMOVED
        : Fate.EDITED;
  }

  /** The files that stay although this channel alone had them. */
  public List<String> kept() {
    return fates.stream()
        .filter(fated -> fated.fate() == Fate.EDITED)
        .map(fated -> fated.file().path())
        .toList();
  }

  private void apply(Root root, ChannelDisk disk, Changes changes) throws HostException {
    var stays = new ArrayList<ChannelRecord.Made>();
    for (var fated : fates.reversed()) {
      var path = fated.file().path();
      switch (fated.fate()) {
        case REMOVED -> {
          unlink(root, path, changes);
          changes.next(new Changes.Change.Removed(path));
          disk.delete(path);
        }
        case GONE -> {
          unlink(root, path, changes);
          disk.delete(path);
        }
        case SHARED -> disk.sweep(path);
        case EDITED -> {
          changes.next(new Changes.Change.Kept(path));
          disk.sweep(path);
          stays.addFirst(fated.file());
        }
      }
    }
    for (var folder : record.folders().reversed()) {
      changes.next(new Changes.Change.FolderRemoved(folder));
      disk.deleteEmptyFolder(folder);
    }
    var records = new ChannelRecords(root);
    if (stays.isEmpty()) {
      changes.next(new Changes.Change.Forgotten(record.name()));
      records.delete(record.name());
    } else {
      changes.next(new Changes.Change.Recorded(record.name()));
      records.write(record.with(record.folders(), stays));
    }
  }

  /** Takes away the link that {@code systemctl enable} made for a socket that goes. */
  private void unlink(Root root, String path, Changes changes) throws HostException {
    var name = record.name() + ".socket";
    var link = root.at(WANTED + name);
    if (!path.endsWith("/" + name) || !Files.isSymbolicLink(link)) {
      return;
    }
    try {
      var target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
      if (target.equals(Path.of(path)) || target.equals(root.at(path))) {
        changes.next(new Changes.Change.Removed(WANTED + name));
        Files.delete(link);
      }
    } catch (IOException failure) {
      throw new HostException("cannot remove the link " + link, failure);
    }
  }
}
