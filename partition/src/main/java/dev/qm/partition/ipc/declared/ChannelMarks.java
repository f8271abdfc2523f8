package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.Marks;
import dev.qm.partition.landing.NewFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The marks of one channel, in its record. What channels share is known to all of them. */
final class ChannelMarks implements Marks {
  private final ChannelRecords records;
  private final List<ChannelRecord> all;
  private final Set<String> shared;
  private final Changes changes;
  private ChannelRecord record;

  /**
   * The marks of a channel.
   *
   * @param record the channel as it is to be, with what its record has already
   * @param all the records of all channels
   * @param shared the paths of the files that this channel shares with others
   */
  ChannelMarks(
      ChannelRecords records,
      ChannelRecord record,
      List<ChannelRecord> all,
      Set<String> shared,
      Changes changes) {
    this.records = records;
    this.record = record;
    this.all = List.copyOf(all);
    this.shared = Set.copyOf(shared);
    this.changes = changes;
  }

  @Override
  public Optional<FileMark> file(String path) {
    var digests = new LinkedHashSet<String>();
    var owners = new ArrayList<>(List.of(record));
    if (isShared(path)) {
      owners.addAll(all);
    }
    for (var owner : owners) {
      owner.made(path).ifPresent(made -> digests.addAll(made.digests()));
    }
    return digests.isEmpty()
        ? Optional.empty()
        : Optional.of(new FileMark(path, List.copyOf(digests)));
  }

  @Override
  public boolean hasFolder(String path) {
    return record.folders().contains(path)
        || all.stream().anyMatch(other -> other.folders().contains(path));
  }

  @Override
  public void record(List<String> folders, List<FileMark> files) throws HostException {
    var allFolders = new LinkedHashSet<>(record.folders());
    allFolders.addAll(folders);
    var marks =
        FileMark.merged(record.files().stream().map(ChannelRecord.Made::mark).toList(), files);
    record = record.with(List.copyOf(allFolders), marks.stream().map(this::made).toList());
    if (!records.find(record.name()).equals(Optional.of(record))) {
      changes.next(new Changes.Change.Recorded());
      records.write(record);
    }
  }

  /** What lies beside a shared file is shared too. */
  private boolean isShared(String path) {
    return shared.contains(path)
        || (path.endsWith(NewFile.BESIDE)
            && shared.contains(path.substring(0, path.length() - NewFile.BESIDE.length())));
  }

  private ChannelRecord.Made made(FileMark mark) {
    var sharing =
        isShared(mark.path())
            ? ChannelFile.Sharing.SHARED
            : record
                .made(mark.path())
                .map(ChannelRecord.Made::sharing)
                .orElse(ChannelFile.Sharing.OWN);
    return new ChannelRecord.Made(mark.path(), sharing, mark.digests());
  }
}
