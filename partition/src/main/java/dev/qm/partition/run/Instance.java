package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.JsonText;
import dev.qm.host.file.Bounded;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * A running partition, as its OCI runtime knows it. Read from the runtime's state files, which
 * costs a tenth of asking Podman.
 *
 * @param id the container's id
 * @param pid the partition's PID 1, as the host numbers it
 * @param cgroup its control group below a hierarchy's mount
 */
public record Instance(PartitionSpec spec, String id, int pid, String cgroup) {
  /** Elsewhere only while the runtime image is made, which rehearses commands where none runs. */
  private static final Path RUNTIME_STATE =
      Path.of(System.getProperty("qm.rehearsal", "/run/crun"));

  /** The running partition of {@code spec}; empty when it does not run. */
  public static Optional<Instance> find(PartitionSpec spec) throws HostException {
    return find(spec, RUNTIME_STATE);
  }

  static Optional<Instance> find(PartitionSpec spec, Path state) throws HostException {
    for (var known : known(spec, state)) {
      if (known.isRunning()) {
        return Optional.of(known.instance());
      }
    }
    return Optional.empty();
  }

  /** The ids of containers that the runtime still knows, of a partition that does not run. */
  static List<String> leftovers(PartitionSpec spec) throws HostException {
    return known(spec, RUNTIME_STATE).stream()
        .filter(known -> !known.isRunning())
        .map(known -> known.instance().id())
        .toList();
  }

  /** What the runtime says of a container. */
  private record Known(Instance instance, long started) {
    /** Not when the process is gone, or its number belongs to another one by now. */
    private boolean isRunning() {
      return instance.pid() > 0 && started == startTime(instance.pid());
    }
  }

  /** What the runtime knows of containers in the partition's control group. */
  private static List<Known> known(PartitionSpec spec, Path state) throws HostException {
    var all = new ArrayList<Known>();
    if (!Files.isDirectory(state)) {
      return all;
    }
    var runner = Runner.of(spec);
    try (var containers = Files.newDirectoryStream(state)) {
      for (var container : containers) {
        var known = read(spec, container);
        if (known.isPresent() && runner.holds(known.get().instance().cgroup())) {
          all.add(known.get());
        }
      }
      return all;
    } catch (AccessDeniedException notRoot) {
      throw new HostException(
          "cannot look at the partition", "only root may see containers of the system", "use sudo");
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot read the partition's state", String.valueOf(failure));
    } catch (IOException failure) {
      throw new HostException("cannot read the partition's state", failure);
    }
  }

  /**
   * As {@link #find}, for commands that need a running partition.
   *
   * @throws HostException also when it does not run
   */
  public static Instance require(PartitionSpec spec) throws HostException {
    return find(spec)
        .orElseThrow(() ->
            new HostException(
                "the partition does not run",
                "its container is not there",
                "start it with `qm up`"));
  }

  /** A path of the partition's PID 1 in /proc. */
  public Path proc(String name) {
    return Path.of("/proc", Integer.toString(pid), name);
  }

  /** Whether its processes have user ids of their own, as the kernel has it. */
  public boolean hasOwnUsers() throws HostException {
    try {
      var own = Files.readSymbolicLink(proc("ns/user"));
      return !own.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
    } catch (IOException gone) {
      throw new HostException("the partition ended while it was looked at", gone);
    }
  }

  /** True as long as its PID 1 has not ended. */
  public boolean isAlive() {
    return startTime(pid) >= 0;
  }

  private static Optional<Known> read(PartitionSpec spec, Path container) throws IOException {
    var file = container.resolve("status");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String status;
    try {
      status = Bounded.text(file);
    } catch (NoSuchFileException ended) {
      // any container of the machine may end while this one is looked for
      return Optional.empty();
    }
    var fields = new HashMap<String, String>();
    var json = new JsonText(status);
    json.enter();
    while (json.next()) {
      switch (json.kind()) {
        case TEXT, NUMBER -> fields.put(json.name(), json.scalar());
        case OBJECT, ARRAY, TRUE, FALSE, NULL -> json.skip();
      }
    }
    json.finish();
    var instance =
        new Instance(
            spec,
            String.valueOf(container.getFileName()),
            (int) number(fields.getOrDefault("pid", "")),
            fields.getOrDefault("cgroup-path", ""));
    return Optional.of(new Known(instance, number(fields.getOrDefault("process-start-time", ""))));
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /**
   * Field 22 of proc_pid_stat(5), in clock ticks since boot; -1 when there is no such process, or
   * one that has ended and is only not waited for yet.
   */
  static long startTime(int pid) {
    try {
      var stat = Bounded.text(Path.of("/proc", Integer.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 22);
      return fields[0].equals("Z") || fields[0].equals("X") ? -1 : Long.parseLong(fields[19]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
