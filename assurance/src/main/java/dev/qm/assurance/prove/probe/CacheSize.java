package dev.qm.assurance.prove.probe;

import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;

/**
 * The largest cache of the first processor, as far as the kernel tells: {@code
 * Documentation/ABI/testing/sysfs-devices-system-cpu} of the kernel, {@code size} in KiB.
 */
final class CacheSize {
  private static final int MOST_LEVELS = 8;
  private static final int LEAST = 8 << 20;
  private static final int MOST = 64 << 20;

  private CacheSize() {}

  /** Bytes that no cache holds all of: twice the largest one, 8 to 64 MiB. */
  static int beyond(Root root) {
    var largest = 0L;
    for (var index = 0; index < MOST_LEVELS; index++) {
      var size =
          Bounded.word(root.at("/sys/devices/system/cpu/cpu0/cache/index" + index + "/size"));
      if (size.endsWith("K")) {
        var kib = ControlFile.number(size.substring(0, size.length() - 1)).orElse(0);
        largest = Math.max(largest, kib << 10);
      }
    }
    return Math.clamp(2 * largest, LEAST, MOST);
  }
}
