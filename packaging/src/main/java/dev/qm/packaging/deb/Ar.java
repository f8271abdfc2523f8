package dev.qm.packaging.deb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The archive around the parts of a DEB: deb(5), ar(5). */
final class Ar {
  private static final String MAGIC = "!<arch>\n";
  private static final int HEADER = 60;

  private Ar() {}

  static byte[] write(Map<String, byte[]> members, long time) {
    var archive = new ByteArrayOutputStream();
    archive.writeBytes(ascii(MAGIC));
    for (var member : members.entrySet()) {
      var content = member.getValue();
      archive.writeBytes(
          ascii(
              filled(member.getKey(), 16)
                  + filled(Long.toString(time), 12)
                  + filled("0", 6)
                  + filled("0", 6)
                  + filled("100644", 8)
                  + filled(Integer.toString(content.length), 10)
                  + "`\n"));
      archive.writeBytes(content);
      if (content.length % 2 != 0) {
        archive.write('\n');
      }
    }
    return archive.toByteArray();
  }

  /** The members by name, in their order. */
  static Map<String, byte[]> read(byte[] archive) throws IOException {
    if (archive.length < MAGIC.length() || !text(archive, 0, MAGIC.length()).equals(MAGIC)) {
      throw new IOException("not a Debian package: it does not begin with '!<arch>'");
    }
    Map<String, byte[]> members = new LinkedHashMap<>();
    var at = MAGIC.length();
    while (at + HEADER <= archive.length) {
      var name = text(archive, at, 16).strip();
      var size = size(text(archive, at + 48, 10).strip());
      at += HEADER;
      if (size < 0 || size > archive.length - at) {
        throw new IOException("not a Debian package: '" + name + "' goes beyond its end");
      }
      var content = new byte[size];
      System.arraycopy(archive, at, content, 0, size);
      members.put(name.endsWith("/") ? name.substring(0, name.length() - 1) : name, content);
      at += size + size % 2;
    }
    return members;
  }

  private static int size(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException damaged) {
      return -1;
    }
  }

  private static String filled(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.US_ASCII);
  }
}
