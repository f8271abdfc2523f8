package dev.qm.bluechi.dbus;

import java.nio.charset.StandardCharsets;

/** Any name as one part of an object's path: sd_bus_path_encode(3). */
public final class PathLabel {
  private PathLabel() {}

  /** Letters and digits as they are, every other byte as {@code _} and two hexadecimal digits. */
  public static String of(String name) {
    if (name.isEmpty()) {
      return "_";
    }
    var label = new StringBuilder();
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < bytes.length; i++) {
      var c = (char) Byte.toUnsignedInt(bytes[i]);
      var isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (isLetter || (i > 0 && c >= '0' && c <= '9')) {
        label.append(c);
      } else {
        label
            .append('_')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 0xf, 16));
      }
    }
    return label.toString();
  }
}
