package dev.qm.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file that lands. */
public sealed interface Content {
  /** The bytes; read anew at each call. */
  byte[] read() throws IOException;

  /** Text, as UTF-8. */
  static Content of(String text) {
    return new Known(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that are known. */
  static Content of(byte[] bytes) {
    return new Known(bytes.clone());
  }

  /** What a file holds when the package is written. */
  static Content of(Path file) {
    return new OnDisk(file);
  }

  /** In memory. */
  final class Known implements Content {
    private final byte[] bytes;

    private Known(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public byte[] read() {
      return bytes.clone();
    }
  }

  /** In a file. */
  record OnDisk(Path file) implements Content {
    @Override
    public byte[] read() throws IOException {
      return Files.readAllBytes(file);
    }
  }
}
