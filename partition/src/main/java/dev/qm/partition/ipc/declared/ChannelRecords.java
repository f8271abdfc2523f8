package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of the channels that {@code qm ipc new} made on a machine, one file a channel. */
public final class ChannelRecords {
  private static final String FOLDER = Layout.STATE + "/ipc";

  /** Bytes; a record has some hundred. */
  private static final int LONGEST = 64 << 10;

  private final Root root;

  /** The records of the machine below {@code root}. */
  public ChannelRecords(Root root) {
    this.root = root;
  }

  /** All of them, by name. */
  public List<ChannelRecord> all() throws HostException {
    var folder = folder();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot read the records of channels in " + folder, failure);
    }
    names.sort(null);
    var records = new ArrayList<ChannelRecord>();
    for (var name : names) {
      var known = ChannelName.parse(name);
      if (known.isPresent()) {
        find(known.get()).ifPresent(records::add);
      }
    }
    return List.copyOf(records);
  }

  /** The record of one channel. */
  public Optional<ChannelRecord> find(ChannelName name) throws HostException {
    var file = folder().resolve(name.text());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var bytes = ConfinedPath.readBounded(root.directory(), FOLDER + "/" + name.text(), LONGEST);
    return Optional.of(ChannelRecord.parse(name, new String(bytes, StandardCharsets.UTF_8), file));
  }

  /** Writes a record in place of the one that was there. */
  void write(ChannelRecord record) throws HostException {
    var folder = folder();
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new HostException("cannot make " + folder, failure, "use sudo, if you are not root");
    }
    AtomicFile.write(folder.resolve(record.name().text()), record.text(), "0644");
  }

  /** Removes a record, and the folder with the last of them. */
  void delete(ChannelName name) throws HostException {
    var folder = folder();
    var file = folder.resolve(name.text());
    AtomicFile.sweep(file);
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException others) {
      // other channels' records
    } catch (IOException failure) {
      throw new HostException("cannot remove " + file, failure);
    }
  }

  private Path folder() throws HostException {
    return ConfinedPath.resolve(root.directory(), FOLDER);
  }
}
