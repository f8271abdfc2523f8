package dev.qm.cli.lsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What an editor calls a file: RFC 3986, RFC 8089. */
final class DocumentUri {
  private static final String FILE = "file://";
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  private static final String HEX = "0123456789ABCDEF";

  private DocumentUri() {}

  /**
   * The file that a URI names; empty for one that is not of this machine's files, such as {@code
   * untitled:1}.
   */
  static Optional<Path> path(String uri) {
    if (!uri.regionMatches(true, 0, FILE, 0, FILE.length())) {
      return Optional.empty();
    }
    var slash = uri.indexOf('/', FILE.length());
    if (slash < 0) {
      return Optional.empty();
    }
    var host = uri.substring(FILE.length(), slash);
    if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
      return Optional.empty();
    }
    try {
      return decoded(uri.substring(slash)).map(text -> real(Path.of(text).normalize()));
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  /** A file as a URI. */
  static String of(Path file) {
    var uri = new StringBuilder(FILE);
    for (var b : file.toString().getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
    return uri.toString();
  }

  /** The file below its folder's own name, as the reader of units calls it. */
  private static Path real(Path file) {
    var folder = file.getParent();
    var name = file.getFileName();
    if (folder == null || name == null) {
      return file;
    }
    try {
      return folder.toRealPath().resolve(name);
    } catch (IOException notThere) {
      // it may come, with the first file that is saved there
      return file;
    }
  }

  private static Optional<String> decoded(String text) {
    var bytes = new ByteArrayOutputStream();
    var written = text.getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < written.length; i++) {
      if (written[i] != '%') {
        bytes.write(written[i]);
        continue;
      }
      var high = i + 2 < written.length ? Character.digit(written[i + 1], 16) : -1;
      var low = i + 2 < written.length ? Character.digit(written[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }
}
