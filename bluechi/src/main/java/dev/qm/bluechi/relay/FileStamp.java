package dev.qm.bluechi.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** By what a file is known to be the same as before; a file that is not there has one too. */
record FileStamp(FileTime modified, long size, String key) {
  private static final FileStamp NONE = new FileStamp(FileTime.fromMillis(0), -1, "");

  static FileStamp of(Path file) {
    try {
      var it = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(it.lastModifiedTime(), it.size(), String.valueOf(it.fileKey()));
    } catch (IOException none) {
      return NONE;
    }
  }
}
