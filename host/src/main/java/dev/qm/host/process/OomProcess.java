package dev.qm.host.process;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process by what the kernel's OOM killer goes by: proc_pid_status(5),
 * proc_pid_oom_score_adj(5), proc_pid_oom_score(5).
 *
 * @param pid its id as this process sees it
 * @param startTicks when it started, in clock ticks after boot
 * @param name chosen by the process itself
 * @param kind whether the kernel may choose it at all
 * @param resident pages in memory, as the kernel counts them from moment to moment; it may be some
 *     dozens behind for each processor
 * @param swapped pages in swap
 * @param tables whole pages that its page tables take
 * @param adjust {@code oom_score_adj}, -1000 to 1000
 * @param score {@code oom_score}, the kernel's own word; nothing when it ended just now
 * @param groups its place in each hierarchy of control groups
 */
public record OomProcess(
    int pid,
    long startTicks,
    Untrusted name,
    Kind kind,
    long resident,
    long swapped,
    long tables,
    int adjust,
    OptionalLong score,
    List<ProcessInfo.Membership> groups) {
  private static final Path PROC = Path.of("/proc");

  /** PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
  private static final String FIRST_NAMESPACE = "pid:[4026531836]";

  /** Threads of one process that are looked at for the memory that they share. */
  private static final int MOST_THREADS = 1 << 16;

  /** Whether the kernel may choose a process. */
  public enum Kind {
    /** It may. */
    ORDINARY,
    /** The machine's own PID 1, which it never does. */
    INIT,
    /** A thread of the kernel's own, which it never does. */
    KERNEL_THREAD,
    /** It has no memory any more: a process that has ended and is not waited for yet. */
    ENDED
  }

  /** Copies what it is given, so that nobody can change it. */
  public OomProcess {
    groups = List.copyOf(groups);
  }

  /** All pages that count. */
  public long pages() {
    return resident + swapped + tables;
  }

  /** Bytes of a page on this machine. */
  public static long pageSize() {
    return PageSize.bytes();
  }

  /** The process {@code pid}; nothing when there is none, or it ended while it was looked at. */
  public static Optional<OomProcess> read(int pid) {
    return read(PROC, pid, PageSize.bytes());
  }

  /**
   * The process {@code pid} in a /proc that is mounted elsewhere.
   *
   * @param pageSize bytes
   */
  static Optional<OomProcess> read(Path proc, int pid, long pageSize) {
    var folder = proc.resolve(Integer.toString(pid));
    try {
      var stat = stat(folder);
      if (stat.isEmpty()) {
        return Optional.empty();
      }
      var memory = memory(folder, stat.get(), pageSize);
      var adjust = ControlFile.number(folder.resolve("oom_score_adj"));
      var score = ControlFile.number(folder.resolve("oom_score"));
      var groups = ProcessInfo.memberships(Bounded.text(folder.resolve("cgroup")));
      var after = stat(folder);
      // another process may have its number by now
      if (adjust.isEmpty()
          || after.isEmpty()
          || after.get().startTicks() != stat.get().startTicks()) {
        return Optional.empty();
      }
      return Optional.of(
          new OomProcess(
              pid,
              stat.get().startTicks(),
              after.get().name(),
              kind(proc, pid, stat.get(), memory),
              memory.map(Memory::resident).orElse(0L),
              memory.map(Memory::swapped).orElse(0L),
              memory.map(Memory::tables).orElse(0L),
              (int) adjust.getAsLong(),
              score,
              groups));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /**
   * What a process has in memory.
   *
   * @param resident pages
   * @param swapped pages
   * @param tables pages
   */
  record Memory(long resident, long swapped, long tables) {
    /** By the text of a status file; nothing for who has none. */
    static Optional<Memory> parse(String status, long pageSize) {
      var resident = kilobytes(status, "VmRSS:");
      if (resident.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Memory(
              pages(resident, pageSize),
              pages(kilobytes(status, "VmSwap:"), pageSize),
              pages(kilobytes(status, "VmPTE:"), pageSize)));
    }

    private static long pages(OptionalLong kilobytes, long pageSize) {
      return kilobytes.orElse(0) * 1024 / pageSize;
    }

    private static OptionalLong kilobytes(String status, String key) {
      for (var line : KernelText.lines(status)) {
        if (line.startsWith(key)) {
          var words = KernelText.of(line);
          var number = words.size() > 1 ? ControlFile.number(words.get(1)) : OptionalLong.empty();
          return number.isPresent() && number.getAsLong() >= 0 ? number : OptionalLong.empty();
        }
      }
      return OptionalLong.empty();
    }
  }

  private static Optional<ProcessStat> stat(Path folder) throws IOException {
    return ProcessStat.parse(Bounded.bytes(folder.resolve("stat"), Bounded.LIMIT));
  }

  private static Optional<Memory> memory(Path folder, ProcessStat stat, long pageSize)
      throws IOException {
    var memory = Memory.parse(Bounded.text(folder.resolve("status")), pageSize);
    return memory.isEmpty() && stat.state() == 'Z' && !stat.isKernelThread()
        ? ofThreads(folder.resolve("task"), pageSize)
        : memory;
  }

  /** A process whose first thread has ended lives on in the others, and can be chosen. */
  private static Optional<Memory> ofThreads(Path tasks, long pageSize) {
    try (var threads = Files.newDirectoryStream(tasks)) {
      var left = MOST_THREADS;
      for (var thread : threads) {
        var memory = Memory.parse(Bounded.textIfAny(thread.resolve("status")).orElse(""), pageSize);
        if (memory.isPresent() || --left == 0) {
          return memory;
        }
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Kind kind(Path proc, int pid, ProcessStat stat, Optional<Memory> memory) {
    if (stat.isKernelThread()) {
      return Kind.KERNEL_THREAD;
    }
    if (pid == 1 && isOfFirstNamespace(proc)) {
      return Kind.INIT;
    }
    return memory.isPresent() ? Kind.ORDINARY : Kind.ENDED;
  }

  /** In a container PID 1 is as mortal as the others; who may not look sees the machine's. */
  private static boolean isOfFirstNamespace(Path proc) {
    try {
      var namespace = Files.readSymbolicLink(proc.resolve("1/ns/pid"));
      return namespace.toString().equals(FIRST_NAMESPACE);
    } catch (IOException hidden) {
      return true;
    }
  }
}
