package dev.qm.host.process;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file, or memory that behaves like one, that a process has mapped so that others see its writes:
 * a line of /proc/PID/maps with the letter {@code s}, proc_pid_maps(5).
 *
 * @param file which one; memfd, POSIX and System V shared memory have one too
 * @param isWritable whether this process can write to it by the mapping
 * @param path as the process sees it, or what the kernel calls it
 */
public record SharedMapping(FileId file, boolean isWritable, Untrusted path) {
  /** A process can have 65530 mappings (vm.max_map_count), each a line of some 100 bytes. */
  private static final int MOST_BYTES = 32 << 20;

  /** The shared mappings of a process; none when it ended or may not be looked at. */
  public static List<SharedMapping> of(int pid) {
    try (var in = Files.newInputStream(Path.of("/proc", Integer.toString(pid), "maps"))) {
      return parse(in.readNBytes(MOST_BYTES));
    } catch (IOException ended) {
      return List.of();
    }
  }

  /** The shared mappings in the text of a maps file; other lines are left out. */
  static List<SharedMapping> parse(byte[] maps) {
    var found = new ArrayList<SharedMapping>();
    var start = 0;
    while (start < maps.length) {
      var end = start;
      while (end < maps.length && maps[end] != '\n') {
        end++;
      }
      // 7f2c1a000000-7f2c1a021000 rw-s 00000000 00:01 1025   /memfd:ring (deleted)
      var permissions = after(maps, start, end);
      if (permissions + 4 < end && maps[permissions + 3] == 's') {
        add(maps, permissions, end, found);
      }
      start = end + 1;
    }
    return List.copyOf(found);
  }

  private static void add(byte[] maps, int permissions, int end, List<SharedMapping> found) {
    var device = after(maps, after(maps, permissions, end), end);
    var inode = after(maps, device, end);
    var path = after(maps, inode, end);
    try {
      var numbers = KernelText.split(word(maps, device, end), ':');
      if (numbers.size() != 2) {
        return;
      }
      var file =
          new FileId(
              Integer.parseInt(numbers.get(0), 16),
              Integer.parseInt(numbers.get(1), 16),
              Long.parseLong(word(maps, inode, end)));
      while (path < end && maps[path] == ' ') {
        path++;
      }
      found.add(
          new SharedMapping(
              file,
              maps[permissions + 1] == 'w',
              Untrusted.of(Arrays.copyOfRange(maps, path, end))));
    } catch (NumberFormatException notMaps) {
      return;
    }
  }

  /** Where the next field begins. */
  private static int after(byte[] line, int from, int end) {
    var at = from;
    while (at < end && line[at] != ' ') {
      at++;
    }
    return Math.min(at + 1, end);
  }

  private static String word(byte[] line, int from, int end) {
    var text = new StringBuilder();
    for (var at = from; at < end && line[at] != ' '; at++) {
      text.append((char) (line[at] & 0x7f));
    }
    return text.toString();
  }
}
