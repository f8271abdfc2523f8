package dev.qm.partition.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
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
    if (!Files.isDirectory(state)) {
      return Optional.empty();
    }
    var group = "/" + Runner.of(spec).cgroup() + "/";
    try (var containers = Files.newDirectoryStream(state)) {
      for (var container : containers) {
        var found = read(spec, container);
        if (found.isPresent() && found.get().cgroup().contains(group)) {
          return found;
        }
      }
      return Optional.empty();
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

  /** True as long as PID 1 is the process that was found. */
  public boolean isAlive() {
    return Files.exists(proc("stat"));
  }

  private static Optional<Instance> read(PartitionSpec spec, Path container) throws IOException {
    var file = container.resolve("status");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] status;
    try {
      status = Bounded.bytes(file, Bounded.LIMIT);
    } catch (NoSuchFileException ended) {
      // any container of the machine may end while this one is looked for
      return Optional.empty();
    }
    var fields = new HashMap<String, String>();
    try (var parser = new JsonFactory().createParser(status)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          var name = parser.currentName();
          fields.put(name, parser.nextToken().isScalarValue() ? parser.getText() : "");
        }
      }
    }
    var pid = number(fields.getOrDefault("pid", ""));
    var started = number(fields.getOrDefault("process-start-time", ""));
    if (pid <= 0 || started != startTime((int) pid)) {
      // the process is gone, or its number belongs to another one by now
      return Optional.empty();
    }
    return Optional.of(
        new Instance(
            spec,
            String.valueOf(container.getFileName()),
            (int) pid,
            fields.getOrDefault("cgroup-path", "")));
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** Field 22 of proc_pid_stat(5), in clock ticks since boot; -1 when there is no such process. */
  static long startTime(int pid) {
    try {
      var stat = Bounded.text(Path.of("/proc", Integer.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 22);
      return Long.parseLong(fields[19]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
