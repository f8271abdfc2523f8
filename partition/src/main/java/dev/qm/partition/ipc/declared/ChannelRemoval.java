package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Fate;
import dev.qm.partition.landing.TakingBack;
import dev.qm.partition.landing.WorkLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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

  /** A file and what becomes of it. */
  public record Fated(ChannelRecord.Made file, Fate fate) {}

  /**
   * Decides; nothing is removed.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   * @return nothing when {@code qm ipc new} made no such channel
   */
  public static Optional<ChannelRemoval> plan(Root root, String etc, ChannelName name, Edits edits)
      throws HostException {
    var records = new ChannelRecords(root).all();
    for (var record : records) {
      if (record.name().equals(name)) {
        var others = records.stream().filter(other -> !other.equals(record)).toList();
        return Optional.of(
            new ChannelRemoval(
                record, fates(takingBack(root, etc, Changes.UNTOLD), record, others, edits)));
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
      Root root, String etc, ChannelName name, Edits edits, Changes changes) throws HostException {
    return carryOut(root, etc, name, edits, changes, file -> true);
  }

  /** As {@link #carryOut}, before the partition's own {@code etc} goes with all that is in it. */
  public static Optional<ChannelRemoval> withPartition(Root root, String etc, ChannelName name)
      throws HostException {
    return carryOut(
        root, etc, name, Edits.KEPT, Changes.UNTOLD, file -> !file.startsWith(etc + "/"));
  }

  private static Optional<ChannelRemoval> carryOut(
      Root root,
      String etc,
      ChannelName name,
      Edits edits,
      Changes changes,
      Predicate<String> isToBeKnown)
      throws HostException {
    if (plan(root, etc, name, edits).isEmpty()) {
      return Optional.empty();
    }
    try (var _ = WorkLock.takeInNewFolder(root)) {
      var removal = plan(root, etc, name, edits);
      if (removal.isPresent()) {
        removal.get().apply(root, takingBack(root, etc, changes), isToBeKnown);
      }
      return removal;
    }
  }

  private static List<Fated> fates(
      TakingBack takingBack, ChannelRecord record, List<ChannelRecord> others, Edits edits)
      throws HostException {
    var fates = new ArrayList<Fated>();
    for (var file : record.files()) {
      var isNeeded =
          file.sharing() == ChannelFile.Sharing.SHARED
              && others.stream().anyMatch(other -> other.made(file.path()).isPresent());
      fates.add(new Fated(file, isNeeded ? Fate.SHARED : takingBack.fate(file.mark(), edits)));
    }
    return fates;
  }

  private static TakingBack takingBack(Root root, String etc, Changes changes) {
    return new TakingBack(NewChannel.disk(root, etc), changes);
  }

  /** The files that stay although this channel alone had them. */
  public List<String> kept() {
    return fates.stream()
        .filter(fated -> fated.fate() == Fate.EDITED)
        .map(fated -> fated.file().path())
        .toList();
  }

  /** Removes. What stays, and is to be known, stays on record for a removal that can. */
  private void apply(Root root, TakingBack takingBack, Predicate<String> isToBeKnown)
      throws HostException {
    var stays = new ArrayList<ChannelRecord.Made>();
    for (var fated : fates.reversed()) {
      var path = fated.file().path();
      switch (fated.fate()) {
        case REMOVED, GONE -> unlink(root, takingBack, path);
        case EDITED, BARRED -> {
          if (isToBeKnown.test(path)) {
            stays.addFirst(fated.file());
          }
        }
        case SHARED -> {}
      }
      takingBack.file(path, fated.fate());
    }
    takingBack.folders(record.folders());
    var records = new ChannelRecords(root);
    if (stays.isEmpty()) {
      takingBack.changes().next(new Changes.Change.Forgotten());
      records.delete(record.name());
    } else {
      takingBack.changes().next(new Changes.Change.Recorded());
      records.write(record.with(record.folders(), stays));
    }
  }

  /** Takes away the link that {@code systemctl enable} made for a socket that goes. */
  private void unlink(Root root, TakingBack takingBack, String path) throws HostException {
    var link = WANTED + record.name() + ".socket";
    if (!path.endsWith("/" + record.name() + ".socket") || !takingBack.disk().isReachable(link)) {
      return;
    }
    var target =
        takingBack.disk().link(link).map(to -> Path.of(link).resolveSibling(to).normalize());
    if (target.filter(to -> to.equals(Path.of(path)) || to.equals(root.at(path))).isPresent()) {
      takingBack.changes().next(new Changes.Change.Removed(link));
      takingBack.disk().delete(link);
    }
  }
}
