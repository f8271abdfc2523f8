package dev.qm.cli.lsp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Cuts a stream into messages: the base protocol of LSP 3.17, header lines with the length of the
 * body, an empty line, the body.
 */
final class FrameReader {
  /** Bytes of one message: a document of twice the size that a unit may have, each byte escaped. */
  static final int LARGEST_BODY = 24 * 1024 * 1024;

  /** Bytes of the header lines of one message; usual are 24. */
  static final int LARGEST_HEADER = 4096;

  /** Digits of a length: enough for any that could be meant. */
  private static final int MOST_DIGITS = 12;

  private static final String LENGTH = "content-length";
  private static final String TYPE = "content-type";

  private final InputStream in;

  FrameReader(InputStream in) {
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  /** The next message. */
  Frame next() throws IOException {
    Optional<Long> length = Optional.empty();
    var passedOver = "";
    var room = LARGEST_HEADER;
    var isFirst = true;
    while (true) {
      var line = line(room);
      if (line.isEmpty()) {
        return isFirst ? new Frame.End() : new Frame.Broken("the stream ends within a header");
      }
      var text = line.get();
      room -= text.length();
      if (room <= 0) {
        return new Frame.Broken("a header of more than " + LARGEST_HEADER + " bytes");
      }
      if (!text.endsWith("\n")) {
        return new Frame.Broken("the stream ends within a header");
      }
      text = text.strip();
      if (text.isEmpty()) {
        break;
      }
      isFirst = false;
      var colon = text.indexOf(':');
      if (colon < 0 || !isName(text, colon)) {
        return new Frame.Broken("a header line that is none");
      }
      var name = text.substring(0, colon).toLowerCase(Locale.ROOT);
      var value = text.substring(colon + 1).strip();
      if (name.equals(LENGTH)) {
        var asked = number(value);
        if (asked.isEmpty() || (length.isPresent() && !length.equals(asked))) {
          return new Frame.Broken("a Content-Length that is no length");
        }
        length = asked;
      } else if (name.equals(TYPE) && !isUtf8(value)) {
        passedOver = "only UTF-8 is understood";
      }
    }
    if (length.isEmpty()) {
      return new Frame.Broken("no Content-Length");
    }
    if (length.get() > LARGEST_BODY) {
      passedOver = "larger than " + LARGEST_BODY + " bytes";
    }
    return passedOver.isEmpty() ? body(length.get().intValue()) : skip(length.get(), passedOver);
  }

  private Frame body(int length) throws IOException {
    // takes room as bytes come, whatever length was said
    var bytes = in.readNBytes(length);
    return bytes.length < length
        ? new Frame.Broken("the stream ends within a message")
        : new Frame.Body(bytes);
  }

  private Frame skip(long length, String why) throws IOException {
    try {
      in.skipNBytes(length);
    } catch (EOFException ended) {
      return new Frame.Broken("the stream ends within a message");
    }
    return new Frame.PassedOver(why);
  }

  /** A line with its end, as much of it as there is room for; empty at the end of the stream. */
  private Optional<String> line(int room) throws IOException {
    var line = new StringBuilder();
    while (line.length() < room) {
      var b = in.read();
      if (b < 0) {
        break;
      }
      line.append((char) b);
      if (b == '\n') {
        break;
      }
    }
    return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
  }

  /**
   * What the names of headers are made of: somebody who types JSON shall not wait for an answer.
   */
  private static boolean isName(String text, int end) {
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-')) {
        return false;
      }
    }
    return end > 0;
  }

  private static Optional<Long> number(String value) {
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    return value.isEmpty() || value.length() > MOST_DIGITS
        ? Optional.empty()
        : Optional.of(Long.parseLong(value));
  }

  /** LSP 3.17: utf-8 is the only charset, and utf8 is to be taken for it. */
  private static boolean isUtf8(String type) {
    var lower = type.toLowerCase(Locale.ROOT);
    var charset = lower.indexOf("charset=");
    if (charset < 0) {
      return true;
    }
    var name = lower.substring(charset + "charset=".length()).replace("\"", "").strip();
    return name.equals("utf-8") || name.equals("utf8");
  }

  /** The header of a message. */
  static byte[] header(int length) {
    return ("Content-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
