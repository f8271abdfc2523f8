package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.landing.RecordFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of the channels that {@code qm ipc new} made on a machine, one file a channel. */
public final class ChannelRecords {
  private final RecordFolder folder;

  /** The records of the machine below {@code root}. */
  public ChannelRecords(Root root) {
    this.folder = new RecordFolder(root, "ipc", "a channel's record");
  }

  /** All of them, by name. */
  public List<ChannelRecord> all() throws HostException {
    var records = new ArrayList<ChannelRecord>();
    for (var name : folder.names()) {
      var known = ChannelName.parse(name);
      if (known.isPresent()) {
        find(known.get()).ifPresent(records::add);
      }
    }
    return List.copyOf(records);
  }

  /** The record of one channel. */
  public Optional<ChannelRecord> find(ChannelName name) throws HostException {
    var text = folder.find(name.text());
    return text.isPresent() ? Optional.of(ChannelRecord.parse(name, text.get())) : Optional.empty();
  }

  /** Writes a record in place of the one that was there. */
  void write(ChannelRecord record) throws HostException {
    folder.write(record.name().text(), record.text());
  }

  /** Removes a record, and the folder with the last of them. */
  void delete(ChannelName name) throws HostException {
    folder.delete(name.text());
  }
}
