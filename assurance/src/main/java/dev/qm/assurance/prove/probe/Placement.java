package dev.qm.assurance.prove.probe;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;
import dev.qm.host.process.Command;
import dev.qm.partition.setup.AsilCpus;
import dev.qm.partition.setup.Ledger;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where probes run: beside the partition, with the share of the machine that any software of the
 * host has. With systemd that is a scope in a slice of its own, without it a control group at the
 * top.
 */
sealed interface Placement extends AutoCloseable {
  /** How long processes of an earlier campaign may take to die. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /** How long the kernel may take to forget a control group that was removed. */
  Duration SETTLING = Duration.ofSeconds(5);

  /** Of a second on each processor, which leaves the kernel's own bound something: sched(7). */
  int MOST_MICROS = 900_000;

  /**
   * Makes the place, after it has swept what an earlier campaign left that was killed.
   *
   * @throws HostException when that cannot be ended
   */
  static Placement make(ProbePlaces places) throws HostException {
    var placement =
        Init.probe(Root.HOST) instanceof Init.Systemd
            ? new Slice(places.group())
            : group(places.group());
    if (placement instanceof Slice left) {
      left.close();
    }
    sweep(places.files());
    return AsilCpus.recorded(Ledger.read(Root.HOST))
        .<Placement>map(processors -> new Pinned(placement, processors))
        .orElse(placement);
  }

  /** A command line that runs another one in the place. */
  List<String> within(String name, List<String> argv) throws HostException;

  /** What of this the machine does not have: sentences. */
  List<String> notAllowed();

  /** Ends what is left in it, and removes it. */
  @Override
  void close() throws HostException;

  /**
   * On the processors that were set apart for the safety side: setup only keeps the partition from
   * them, what shall run there has to ask for it (sched_setaffinity(2)).
   */
  record Pinned(Placement place, NumberList processors) implements Placement {
    @Override
    public List<String> within(String name, List<String> argv) throws HostException {
      var words = new ArrayList<>(List.of("taskset", "--cpu-list", processors.toString()));
      words.addAll(argv);
      return place.within(name, words);
    }

    @Override
    public List<String> notAllowed() {
      return place.notAllowed();
    }

    @Override
    public void close() throws HostException {
      place.close();
    }
  }

  /**
   * systemd's.
   *
   * @param group the name of the slice and the beginning of its scopes' names
   */
  record Slice(String group) implements Placement {
    private static final List<String> SCOPES = List.of("probes", "cyclictest");

    @Override
    public List<String> within(String name, List<String> argv) {
      var words =
          new ArrayList<>(
              List.of(
                  "systemd-run",
                  "--scope",
                  "--quiet",
                  "--collect",
                  "--unit=" + group + "-" + name,
                  "--slice=" + group + ".slice",
                  // control groups are made in it
                  "--property=Delegate=yes",
                  "--property=CPUWeight=100",
                  "--property=IOWeight=100",
                  "--"));
      words.addAll(argv);
      return words;
    }

    @Override
    public List<String> notAllowed() {
      return List.of();
    }

    @Override
    public void close() {
      SCOPES.forEach(it -> end(group + "-" + it + ".scope"));
      end(group + ".slice");
    }

    private static void end(String unit) {
      try {
        // both fail where there is none
        var _ = Command.of("systemctl", "kill", "--signal=SIGKILL", unit).timeout(PATIENCE).run();
        var _ = Command.of("systemctl", "stop", unit).timeout(PATIENCE).run();
      } catch (HostException unknown) {
        return;
      }
    }
  }

  /**
   * A group at the top of each hierarchy.
   *
   * @param tree nothing where none can be made
   * @param notAllowed why not, and what else it lacks
   */
  record Group(Optional<CgroupTree> tree, List<String> notAllowed) implements Placement {
    /** $1 files that are to get the number of this process; then the command. */
    private static final String JOIN =
        """
        number=$1
        shift
        while [ "$number" -gt 0 ]; do
          echo $$ > "$1" || exit 125
          shift
          number=$((number - 1))
        done
        exec "$@"
        """;

    public Group {
      notAllowed = List.copyOf(notAllowed);
    }

    @Override
    public List<String> within(String name, List<String> argv) {
      if (tree.isEmpty()) {
        return argv;
      }
      var files = new ArrayList<String>();
      for (var folder : tree.get().folders()) {
        var file = folder.resolve("cgroup.procs");
        if (Files.exists(file)) {
          files.add(file.toString());
        }
      }
      var words =
          new ArrayList<>(List.of("/bin/sh", "-c", JOIN, "qm", Integer.toString(files.size())));
      words.addAll(files);
      words.addAll(argv);
      return words;
    }

    @Override
    public void close() throws HostException {
      if (tree.isPresent() && tree.get().exists()) {
        tree.get().killAll(PATIENCE);
        tree.get().remove();
      }
    }
  }

  private static Placement group(String name) throws HostException {
    var notAllowed = new ArrayList<String>();
    var tree = CgroupTree.of(Cgroups.probe(Root.HOST), name);
    if (tree.exists()) {
      tree.killAll(PATIENCE);
      tree.remove();
    }
    try {
      tree.create();
    } catch (HostException refused) {
      notAllowed.add("not a control group of their own: " + refused.getMessage());
      return new Group(Optional.empty(), notAllowed);
    }
    var share = tree.held("cpu", "cpu.rt_runtime_us");
    if (share.value().equals("0")) {
      realtimeShare(share.file()).ifPresent(notAllowed::add);
    }
    return new Group(Optional.of(tree), notAllowed);
  }

  /**
   * On cgroup v1 a group has no real-time share, and one that has used its share up stands still
   * for the rest of the second. A probe that waits for its own group measures nobody else, so it
   * gets the most that the kernel lets it have beside the groups that are there (sched-rt-group of
   * the kernel's documents).
   *
   * @return what was refused
   */
  private static Optional<String> realtimeShare(Path file) {
    var refusal = give(file, MOST_MICROS);
    // the share of a group that was removed is free a moment later, and nobody is told
    var end = System.nanoTime() + SETTLING.toNanos();
    while (refusal.isPresent() && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
      refusal = give(file, MOST_MICROS);
    }
    for (var micros = MOST_MICROS - 100_000; refusal.isPresent() && micros > 0; micros -= 100_000) {
      if (give(file, micros).isEmpty()) {
        return Optional.of(
            "not more of the real-time share than "
                + micros / 10_000
                + " % of a processor, and their waits for it count as late");
      }
    }
    return refusal.map(why -> "not a share of real-time of their control group: " + why);
  }

  /** Why the group may not have so many microseconds of each second; nothing when it may. */
  private static Optional<String> give(Path file, int micros) {
    try {
      ControlFile.write(file, Integer.toString(micros));
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.of(HostException.reason(refused));
    }
  }

  /**
   * Takes the probes' files away, and their folder.
   *
   * @throws HostException when that cannot be; what another process still uses stays
   */
  static void clear(Path files) throws HostException {
    sweep(files);
    try {
      if (Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(files);
      }
    } catch (DirectoryNotEmptyException used) {
      return;
    } catch (IOException failure) {
      throw new HostException("cannot remove " + files, failure);
    }
  }

  /** Files end with the number of the process that made them. */
  private static void sweep(Path files) throws HostException {
    try (var all = Files.newDirectoryStream(files, "*-[0-9]*")) {
      for (var file : all) {
        var name = String.valueOf(file.getFileName());
        var pid = ControlFile.number(name.substring(name.lastIndexOf('-') + 1));
        if (pid.isPresent() && ProcessHandle.of(pid.getAsLong()).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException failure) {
      throw new HostException("cannot clear " + files, failure);
    }
  }
}
