package dev.qm.host.cgroup;

import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What one of the groups in a group uses, with its own children. A counter is empty where its
 * controller keeps no group for it.
 *
 * @param name its path below the group that was asked for, which whoever runs there chose
 * @param tasks processes and threads
 * @param memory bytes in use
 * @param cpuMicroseconds processor time since it was made
 */
public record GroupUse(
    Untrusted name, OptionalLong tasks, OptionalLong memory, OptionalLong cpuMicroseconds) {
  /** Whoever runs in a group can make thousands, and as deep as it likes. */
  private static final int MOST = 512;

  private static final int DEEPEST = 8;

  /** The groups below, parents before their children; those that vanish meanwhile are left out. */
  static List<GroupUse> below(Cgroups cgroups, Function<String, Path> at) {
    var top = at.apply(cgroups.mountOf("pids").isPresent() ? "pids" : "memory");
    var found = new ArrayList<GroupUse>();
    var todo = new ArrayDeque<Path>();
    todo.add(Path.of(""));
    while (!todo.isEmpty() && found.size() < MOST) {
      var group = todo.poll();
      var depth = group.toString().isEmpty() ? 0 : group.getNameCount();
      if (depth > 0) {
        found.add(read(cgroups, at, group));
      }
      if (depth < DEEPEST) {
        children(top, group, todo);
      }
    }
    return List.copyOf(found);
  }

  /** A control group's file system has no links, so a path leads nowhere else. */
  private static void children(Path top, Path group, ArrayDeque<Path> todo) {
    var inner = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(top.resolve(group))) {
      for (var entry : entries) {
        if (inner.size() < MOST && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          inner.add(group.resolve(Objects.requireNonNull(entry.getFileName())));
        }
      }
    } catch (IOException | DirectoryIteratorException vanished) {
      return;
    }
    inner.sort(null);
    for (var i = inner.size() - 1; i >= 0; i--) {
      todo.addFirst(inner.get(i));
    }
  }

  private static GroupUse read(Cgroups cgroups, Function<String, Path> at, Path group) {
    var memory = at.apply("memory").resolve(group);
    var cpu = at.apply(cgroups.isV2("cpu") ? "cpu" : "cpuacct").resolve(group);
    var nanoseconds = ControlFile.number(cpu.resolve("cpuacct.usage"));
    return new GroupUse(
        Untrusted.of(group.toString()),
        ControlFile.number(at.apply("pids").resolve(group).resolve("pids.current")),
        ControlFile.number(
            memory.resolve(cgroups.isV2("memory") ? "memory.current" : "memory.usage_in_bytes")),
        cgroups.isV2("cpu")
            ? ControlFile.value(Bounded.textIfAny(cpu.resolve("cpu.stat")).orElse(""), "usage_usec")
            : nanoseconds.isEmpty()
                ? nanoseconds
                : OptionalLong.of(nanoseconds.getAsLong() / 1000));
  }
}
