package dev.qm.host.process;

import dev.qm.host.call.SystemCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes that share one memory without being threads of each other: clone(2), CLONE_VM. The
 * kernel's OOM killer ends them together.
 */
public final class SharedMemory {
  private SharedMemory() {}

  /** What those who share memory have in common. */
  private record Size(long resident, long swapped, long tables) {}

  /**
   * Who shares memory, as the lowest number among those that do; whoever is not in it shares his
   * with nobody. Asks the kernel only about those of one size, which are few.
   */
  public static Map<Integer, Integer> among(List<OomProcess> processes) {
    var alike = new HashMap<Size, List<Integer>>();
    for (var process : processes) {
      if (process.resident() > 0) {
        var size = new Size(process.resident(), process.swapped(), process.tables());
        alike.computeIfAbsent(size, _ -> new ArrayList<>()).add(process.pid());
      }
    }
    alike.values().removeIf(pids -> pids.size() < 2);
    var shared = new HashMap<Integer, Integer>();
    if (!alike.isEmpty()) {
      try (var calls = new SystemCalls()) {
        for (var pids : alike.values()) {
          compare(calls, pids, shared);
        }
      }
    }
    return Map.copyOf(shared);
  }

  /** Each of them with the first of those found so far: sharing is the same in either direction. */
  private static void compare(SystemCalls calls, List<Integer> pids, Map<Integer, Integer> shared) {
    var firsts = new ArrayList<Integer>();
    for (var pid : pids.stream().sorted().toList()) {
      var found = false;
      for (var first : firsts) {
        if (calls.shareMemory(first, pid)) {
          shared.put(pid, first);
          found = true;
          break;
        }
      }
      if (!found) {
        firsts.add(pid);
      }
    }
  }
}
