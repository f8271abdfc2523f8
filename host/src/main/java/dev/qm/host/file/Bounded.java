package dev.qm.host.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads of whole files that end at a limit, whatever the file pretends to be. */
public final class Bounded {
  /** Enough for any file of /proc, /sys and /etc that this module reads: 4 MiB. */
  public static final int LIMIT = 4 << 20;

  private Bounded() {}

  /**
   * The file's text, as UTF-8 with U+FFFD for what is not.
   *
   * @throws IOException when it cannot be read or is longer than {@link #LIMIT}
   */
  public static String text(Path file) throws IOException {
    return new String(bytes(file, LIMIT), StandardCharsets.UTF_8);
  }

  /** The file's text, or nothing when it is absent or may not be read. */
  public static Optional<String> textIfAny(Path file) {
    try {
      return Optional.of(text(file));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** The file's text without the white space around it; empty when there is no such file. */
  public static String word(Path file) {
    return textIfAny(file).orElse("").strip();
  }

  /** All bytes of the file; more than {@code max} is an error, not a cut. */
  public static byte[] bytes(Path file, int max) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return bytes(in, file, max);
    }
  }

  /** All bytes of the stream; {@code file} names it in the error. */
  public static byte[] bytes(InputStream in, Path file, int max) throws IOException {
    var bytes = in.readNBytes(max);
    if (bytes.length == max && in.read() >= 0) {
      throw tooLong(file, max);
    }
    return bytes;
  }

  static FileSystemException tooLong(Path file, int max) {
    return new FileSystemException(file.toString(), null, "longer than " + max + " bytes");
  }
}
