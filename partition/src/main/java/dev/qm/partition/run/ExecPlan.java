package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that it takes to start a command in a running partition, found out once: the launcher ({@code
 * qm.sh}) carries it out without Java, which takes most of the time of a short command.
 *
 * <p>A file of root's in {@code /run/qm}, of lines: {@link #VERSION}; the number and the start time
 * (proc_pid_stat(5), field 22) of the partition's first process; its OOM score; options of
 * prlimit(1) between blanks; where the kernel tells how long it stood still ({@link Stall}); and
 * the words before those of the caller. It holds for one run of the partition: when another process
 * has the number, or none, the launcher asks Java.
 */
record ExecPlan(
    int pid, long started, int oomScore, List<String> limits, Path pressure, List<String> words) {
  static final String NAME = "exec-plan";

  /** Of the lines; a launcher that knows another one asks Java. */
  private static final int VERSION = 2;

  /**
   * @param words what starts a command in the partition
   */
  static ExecPlan of(Instance instance, List<String> words) throws HostException {
    return new ExecPlan(
        instance.pid(),
        Instance.startTime(instance.pid()),
        instance.spec().oomScoreAdjust(),
        SharedCounts.of(instance),
        PartitionStatus.group(instance).pressure(),
        List.copyOf(words));
  }

  /** Puts it where the launcher looks. Without it a command starts later, and that is all. */
  void offer(Path folder) {
    var file = folder.resolve(NAME);
    try {
      if (!Files.isRegularFile(file) || !Bounded.text(file).equals(text())) {
        Files.createDirectories(folder);
        AtomicFile.write(file, text(), "0600");
      }
    } catch (IOException | HostException _) {
      // a full or read-only /run keeps nobody from running a command
    }
  }

  String text() {
    var lines = new ArrayList<String>();
    lines.add(Integer.toString(VERSION));
    lines.add(Integer.toString(pid));
    lines.add(Long.toString(started));
    lines.add(Integer.toString(oomScore));
    lines.add(String.join(" ", limits));
    lines.add(pressure.toString());
    lines.addAll(words);
    return String.join("\n", lines) + "\n";
  }
}
