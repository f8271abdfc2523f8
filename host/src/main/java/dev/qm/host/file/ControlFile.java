package dev.qm.host.file;

import dev.qm.host.KernelText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** A file of the kernel's that takes and gives one value: of cgroupfs, /proc/sys, selinuxfs. */
public final class ControlFile {
  private ControlFile() {}

  /** Writes {@code value} with one write(2), which is how the kernel takes it; creates nothing. */
  public static void write(Path file, String value) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The number in {@code file}; nothing when it is absent, unreadable, or {@code max}. */
  public static OptionalLong number(Path file) {
    return number(Bounded.word(file));
  }

  /** The decimal number that {@code text} is; nothing for anything else. */
  public static OptionalLong number(String text) {
    try {
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException notOne) {
      return OptionalLong.empty();
    }
  }

  /** The number after {@code key} in a file of lines {@code key number}. */
  public static OptionalLong number(Path file, String key) {
    return value(Bounded.textIfAny(file).orElse(""), key);
  }

  /** The number after {@code key} in a text of lines {@code key number}. */
  public static OptionalLong value(String text, String key) {
    for (var line : KernelText.lines(text)) {
      if (line.startsWith(key)
          && line.length() > key.length()
          && line.charAt(key.length()) == ' ') {
        return number(line.substring(key.length() + 1).strip());
      }
    }
    return OptionalLong.empty();
  }
}
