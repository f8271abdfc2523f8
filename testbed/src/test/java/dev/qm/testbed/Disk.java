package dev.qm.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Packs folders into further disks of a VM, {@code /dev/disk/by-id/virtio-NAME} in it. */
final class Disk {

  private Disk() {}

  /** A disk that is as large as its content needs. */
  static void pack(Path content, Path file) {
    try (Stream<Path> files = Files.walk(content)) {
      long bytes = 0;
      for (Path each : (Iterable<Path>) files::iterator) {
        bytes += Files.isRegularFile(each) ? Files.size(each) + 4096 : 4096;
      }
      pack(content, file, bytes * 5 / 4 / (1024 * 1024) + 16);
    } catch (IOException e) {
      throw new IllegalStateException("cannot pack " + content + " into a disk", e);
    }
  }

  /**
   * An ext4 disk with the content of a folder: unlike a shared folder it can be mounted with
   * SELinux in enforcing mode, and its programs run at the speed of local ones.
   */
  static void pack(Path content, Path file, long mebibytes) {
    try {
      Process process =
          new ProcessBuilder(
                  "mke2fs",
                  "-q",
                  "-F",
                  "-t",
                  "ext4",
                  "-m",
                  "0",
                  "-O",
                  "^has_journal",
                  "-E",
                  "root_owner=0:0",
                  "-d",
                  content.toString(),
                  file.toString(),
                  mebibytes + "M")
              .inheritIO()
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("mke2fs failed to pack " + content);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot pack " + content + " into a disk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while packing " + content, e);
    }
  }
}
