package dev.qm.quadlet.read;

import dev.qm.quadlet.path.Rooted;
import dev.qm.quadlet.path.UnfitFile;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens the files of units and drop-ins: regular ones of a bounded size only, and none that a link
 * leads to out of the root folder.
 */
final class UnitTexts {
  /** What systemd, and Podman after it, takes for an empty file: {@code systemd.unit(5)}. */
  private static final Path MASK = Path.of("/dev/null");

  private final Rooted rooted;
  private final UnitDisk disk;
  private final Dialect dialect;
  private final Optional<ReadingMemory> memory;

  UnitTexts(Rooted rooted, UnitDisk disk, Dialect dialect) {
    this(rooted, disk, dialect, Optional.empty());
  }

  UnitTexts(Rooted rooted, UnitDisk disk, Dialect dialect, Optional<ReadingMemory> memory) {
    this.rooted = rooted;
    this.disk = disk;
    this.dialect = dialect;
    this.memory = memory;
  }

  /** What a file says; nothing if it is a mask. */
  UnitFile.Parsed parse(Path file) throws IOException {
    // the folder's name has no link in it any more, so only the file itself can be one
    if (disk.kind(file) == UnitDisk.Kind.FILE) {
      return parse(file, file);
    }
    if (isMask(file)) {
      return UnitFile.parseAll(file, "", dialect);
    }
    return parse(file, resolve(file));
  }

  /** What the regular file at {@code place}, which is no link, says under the name of the file. */
  private UnitFile.Parsed parse(Path file, Path place) throws IOException {
    var bytes = disk.bytes(place, QuadletReader.MOST_BYTES);
    if (memory.isEmpty()) {
      return UnitFile.parseAll(file, decode(bytes, bytes.length), dialect);
    }
    var known = memory.get().parsed(file, bytes);
    if (known.isPresent()) {
      return known.get();
    }
    var parsed = UnitFile.parseAll(file, decode(bytes, bytes.length), dialect);
    memory.get().keep(file, bytes, parsed);
    return parsed;
  }

  private Path resolve(Path file) throws IOException {
    try {
      return rooted.resolve(file);
    } catch (NoSuchFileException missing) {
      if (Files.isSymbolicLink(file)) {
        throw new UnfitFile(
            "it is a link to " + Files.readSymbolicLink(file) + ", which is not there",
            "put the file there, or take the link away");
      }
      throw missing;
    }
  }

  /** A link to {@link #MASK}, which a machine image need not have. */
  static boolean isMask(Path file) throws IOException {
    return Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(MASK);
  }

  /** A string's own decoder is much the faster, but puts U+FFFD where it should refuse. */
  private String decode(byte[] bytes, int length) throws IOException {
    var text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (dialect == Dialect.SYSTEMD || text.indexOf(QuadletReader.REPLACEMENT) < 0) {
      // systemd passes over the one line
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new UnfitFile("not UTF-8 text", "save it as UTF-8, or give it another name");
    }
  }

  /** The regular file that a path leads to; empty if it leads to none. */
  Optional<Path> find(Path file) {
    try {
      return Optional.of(rooted.resolve(file))
          .filter(place -> disk.kind(place) == UnitDisk.Kind.FILE);
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /** The folder that a path leads to; empty if it leads to none. */
  Optional<Path> findFolder(Path folder) {
    try {
      return Optional.of(rooted.resolve(folder))
          .filter(place -> disk.kind(place) == UnitDisk.Kind.FOLDER);
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
