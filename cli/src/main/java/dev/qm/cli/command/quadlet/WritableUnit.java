package dev.qm.cli.command.quadlet;

import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file of a unit or of a drop-in that may get another text.
 *
 * @param file a regular file, no link
 * @param text what it says
 */
record WritableUnit(Path file, String text) {
  /**
   * Reads the file.
   *
   * @throws HostException if it cannot be read, or is no text
   */
  static WritableUnit read(Path file) throws HostException {
    try {
      return new WritableUnit(file, text(UnitDisk.OWN.bytes(file, QuadletReader.MOST_BYTES)));
    } catch (CharacterCodingException malformed) {
      throw new HostException(file + " is left as it is", "not UTF-8 text", "save it as UTF-8");
    } catch (IOException failure) {
      throw new HostException(file + " is left as it is", failure, "see to its permissions");
    }
  }

  /** Bytes as text, which they must be: what is no text would not come back as it was. */
  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * Gives the file another text in one step; mode and owner stay.
   *
   * @throws HostException if it cannot be written, or somebody else has changed it since
   */
  void write(String changed) throws HostException {
    if (!read(file).text().equals(text)) {
      throw new HostException(
          file + " is left as it is", "it was changed meanwhile", "run the command again");
    }
    AtomicFile.replace(file, changed.getBytes(StandardCharsets.UTF_8));
  }
}
