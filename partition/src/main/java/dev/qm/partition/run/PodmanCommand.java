package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The service's own {@code podman run}, carried over to a machine without systemd: the same
 * container, with what systemd would have provided said to Podman instead.
 */
final class PodmanCommand {
  /** What systemd's place in the service takes: the standalone runner does these itself. */
  private static final List<String> SYSTEMD_ONLY =
      List.of("--rm", "--cgroups=split", "--sdnotify=conmon", "--sdnotify=container", "-d");

  /**
   * On cgroup v1 the partition's systemd needs its controllers writable, and Podman mounts them
   * read-only. The mount points are the partition's own; a plain remount would say busy. Its limits
   * are one level above and stay out of reach.
   */
  private static final String WRITABLE_V1 =
      "while read -r _ where type _; do"
          + " [ \"$type\" != cgroup ] || mount -o remount,bind,rw \"$where\" || exit; "
          + "done </proc/mounts; exec \"$@\"";

  /** What the host keeps of the console of a partition, as podman-run(1) has sizes. */
  private static final String CONSOLE = "16mb";

  private final PartitionSpec spec;
  private final Cgroups cgroups;

  PodmanCommand(PartitionSpec spec, Cgroups cgroups) {
    this.spec = spec;
    this.cgroups = cgroups;
  }

  /** Podman's storage for the partition; the rootfs is not in it. */
  static Path storage(PartitionSpec spec) {
    return spec.root().at(Layout.STATE + "/storage");
  }

  /** {@code podman} with the options that every call of this partition's Podman needs. */
  static List<String> podman(PartitionSpec spec) {
    var places = new Places(spec.root());
    var argv = new ArrayList<String>();
    argv.add("podman");
    argv.add("--cgroup-manager=cgroupfs");
    // storage of its own: the host's Podman neither sees nor removes the partition
    argv.add("--root=" + storage(spec));
    argv.add("--runroot=" + places.run().resolve("storage"));
    argv.add("--tmpdir=" + places.run().resolve("libpod"));
    argv.add("--network-config-dir=" + places.run().resolve("networks"));
    return argv;
  }

  /**
   * The command that starts the container.
   *
   * @throws HostException when the service is none that can be carried over
   */
  List<String> argv(int oomScoreAdjust, String openFiles) throws HostException {
    var service = spec.service("podman").command("ExecStart");
    var run = service.indexOf("run");
    if (run < 1) {
      throw new HostException(
          "cannot run " + spec.file(), "its service does not start with `podman run`");
    }
    var argv = new ArrayList<>(podman(spec));
    argv.addAll(service.subList(1, run));
    argv.add("run");
    argv.add("--detach");
    argv.add("--cgroup-parent=/" + new Places(spec.root()).cgroup());
    argv.add("--cgroupns=private");
    argv.add("--oom-score-adj=" + oomScoreAdjust);
    // what it prints to its console goes to a file of Podman's, on the host's disk
    argv.add("--log-opt=max-size=" + CONSOLE);
    if (spec.restarts()) {
      argv.add("--restart=always");
    }
    // a container may not have more than this process, and the runtime would ask for more
    argv.add("--ulimit=nofile=" + openFiles + ":" + openFiles);
    argv.add("--ulimit=nproc=32768:32768");
    var legacy = !(cgroups instanceof Cgroups.V2);
    var rest = service.subList(run + 1, service.size());
    if (legacy) {
      legacyOptions(argv, rest);
    }
    service(argv, rest, legacy);
    return argv;
  }

  private static void legacyOptions(List<String> argv, List<String> service) {
    // Podman's systemd mode would mount the host's name=systemd hierarchy writable into the
    // partition
    argv.add("--systemd=false");
    argv.add("--env=container=podman");
    inMemory(argv, service, "/run", "mode=755");
    inMemory(argv, service, "/run/lock", "mode=755");
    inMemory(argv, service, "/tmp", "mode=1777");
    argv.add("--stop-signal=SIGRTMIN+3");
    // a nested runtime asks for these, and on v1 it cannot have what its parent has not
    argv.add("--device-cgroup-rule=c 5:* rwm");
    argv.add("--device-cgroup-rule=c 10:200 rwm");
  }

  /** What systemd needs in memory, where the quadlet does not say it: twice would be an error. */
  private static void inMemory(
      List<String> argv, List<String> service, String place, String option) {
    for (var i = 0; i + 1 < service.size(); i++) {
      var word = service.get(i);
      var value = word.equals("--tmpfs") ? service.get(i + 1) : word;
      if (value.equals(place)
          || value.startsWith(place + ":")
          || value.startsWith("--tmpfs=" + place + ":")) {
        return;
      }
    }
    argv.add("--tmpfs=" + place + ":rw,nosuid,nodev," + option);
  }

  private void service(List<String> argv, List<String> rest, boolean legacy) {
    for (var i = 0; i < rest.size(); i++) {
      var word = rest.get(i);
      if (word.equals("--rootfs")) {
        argv.add(word);
        argv.add(rest.get(i + 1));
        if (legacy) {
          argv.addAll(List.of("/bin/sh", "-c", WRITABLE_V1, "init"));
        }
        argv.addAll(rest.subList(i + 2, rest.size()));
        return;
      }
      if (!SYSTEMD_ONLY.contains(word) && !word.startsWith("--cidfile=")) {
        argv.add(word.replace("%N", "qm").replace("%%", "%"));
      }
    }
  }
}
