package dev.qm.quadlet.language;

import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of some folders as they were, so that those that did not change are not read again. */
final class DiskMemory {
  /**
   * A file that was written so shortly before it was read may be written again in the same tick of
   * its file system's clock: FAT's is two seconds.
   */
  private static final Duration TICK = Duration.ofSeconds(2);

  private Map<Path, Known> now = new ConcurrentHashMap<>();
  private Map<Path, Known> before = Map.of();

  /** What a file held when it had these attributes. */
  private static final class Known {
    private final FileTime modified;
    private final long size;
    private final Optional<Object> key;
    private final byte[] bytes;

    Known(BasicFileAttributes attributes, byte[] bytes) {
      this.modified = attributes.lastModifiedTime();
      this.size = attributes.size();
      this.key = Optional.ofNullable(attributes.fileKey());
      this.bytes = bytes;
    }

    boolean isOf(BasicFileAttributes attributes) {
      return modified.equals(attributes.lastModifiedTime())
          && size == attributes.size()
          && key.equals(Optional.ofNullable(attributes.fileKey()));
    }
  }

  /**
   * The disk for one more reading. Whatever one reading does not ask for is forgotten at the next
   * but one.
   *
   * @param open texts that count in place of files, which need not be there
   */
  UnitDisk under(Map<Path, OpenText> open) {
    before = now;
    now = new ConcurrentHashMap<>();
    return new LaidOver(this, open);
  }

  private byte[] bytes(Path file, int most, BasicFileAttributes attributes) throws IOException {
    var known = now.getOrDefault(file, before.get(file));
    if (known != null && known.isOf(attributes)) {
      now.put(file, known);
      return known.bytes;
    }
    var read = Instant.now();
    var bytes = UnitDisk.OWN.bytes(file, most);
    if (attributes.lastModifiedTime().toInstant().plus(TICK).isBefore(read)) {
      now.put(file, new Known(attributes, bytes));
    }
    return bytes;
  }

  /** The disk, with texts laid over it. */
  private static final class LaidOver implements UnitDisk {
    private final DiskMemory memory;
    private final Map<Path, OpenText> open;

    /** The folders that open texts lie in, and those above. */
    private final Map<Path, Set<String>> inFolders = new ConcurrentHashMap<>();

    /** Attributes of files that were looked at in this reading. */
    private final Map<Path, BasicFileAttributes> seen = new ConcurrentHashMap<>();

    LaidOver(DiskMemory memory, Map<Path, OpenText> open) {
      this.memory = memory;
      this.open = open;
      for (var file : open.keySet()) {
        var folder = file.getParent();
        add(file);
        // a drop-in's folder may be as new as the drop-in
        if (folder != null
            && UnitPart.of(file).filter(part -> isDropIn(part, folder)).isPresent()) {
          add(folder);
        }
      }
    }

    private static boolean isDropIn(UnitPart part, Path folder) {
      return !part.folder().equals(folder);
    }

    private void add(Path entry) {
      var folder = entry.getParent();
      var name = entry.getFileName();
      if (folder != null && name != null) {
        inFolders.computeIfAbsent(folder, any -> new LinkedHashSet<>()).add(name.toString());
      }
    }

    @Override
    public Kind kind(Path place) {
      if (open.containsKey(place)) {
        return Kind.FILE;
      }
      try {
        var attributes =
            Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        seen.put(place, attributes);
        return Kind.of(attributes);
      } catch (IOException notThere) {
        return inFolders.containsKey(place) ? Kind.FOLDER : Kind.OTHER;
      }
    }

    @Override
    public List<String> names(Path folder, int most) throws IOException {
      var added = inFolders.getOrDefault(folder, Set.of());
      Set<String> names = new LinkedHashSet<>();
      try {
        names.addAll(UnitDisk.OWN.names(folder, most));
      } catch (NoSuchFileException missing) {
        if (added.isEmpty()) {
          throw missing;
        }
      }
      names.addAll(added);
      return new ArrayList<>(names);
    }

    @Override
    public byte[] bytes(Path file, int most) throws IOException {
      var text = open.get(file);
      if (text != null) {
        return text.bytes(most);
      }
      // where a link leads to was not looked at before
      if (!seen.containsKey(file) && kind(file) != Kind.FILE) {
        return UnitDisk.OWN.bytes(file, most);
      }
      var attributes = seen.get(file);
      return attributes != null && attributes.isRegularFile()
          ? memory.bytes(file, most, attributes)
          : UnitDisk.OWN.bytes(file, most);
    }
  }
}
