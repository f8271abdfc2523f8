package dev.qm.assurance.prove.fault;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import dev.qm.partition.run.Execution;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What faults need of the running partition: one control group of its systemd for all that a fault
 * starts, in which it is as strong as any service of the partition.
 *
 * <p>A fault runs as a service and not in a container of the partition's Podman: that would take
 * its capabilities, its view of control groups and devices and its part of the bounds away, and
 * show less than an app of the partition can do. Its programs come from an image all the same,
 * since a partition has neither stress-ng nor Python: the service goes into the file system of the
 * image with the partition's own /proc, /sys, /dev, /run, /tmp and /var in it, in a mount namespace
 * that ends with it.
 */
record Inside(Instance instance) {
  static final String UNIT = "qm-prove-fault.service";

  /** Without a dash: that would make a slice above it, which nobody would take away. */
  static final String SLICE = "qmprove.slice";

  /** On the partition's disk: programs and files of faults. */
  static final String HOME = "/var/lib/qm-prove";

  static final String PROGRAMS = HOME + "/faults";
  static final String WORK = HOME + "/work";

  /** How long the partition may take for something small while it has no processor to speak of. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** How long a killed process may take to go. */
  private static final Duration KILL = Duration.ofSeconds(30);

  /** A campaign that is killed ends its faults; this is for a pipe that somebody keeps. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * The first argument is the file system of the image; the rest is the command in it, which finds
   * the partition's root folder open as descriptor 9.
   */
  private static final String ENTER =
      """
      image=$1; shift
      exec 9</ || exit
      for place in proc sys dev run tmp var; do
        mount --rbind "/$place" "$image/$place" || exit
      done
      QM_PROVE_ROOT=9 exec chroot "$image" "$@"
      """;

  /**
   * Ends all that a fault started, and takes away what it left. One that makes processes faster
   * than they can be ended makes none any more when its slice may have no more tasks.
   */
  private static final String SWEEP =
      """
      unit=$1 slice=$2 work=$3
      if systemctl is-active --quiet "$slice" "$unit"; then
        systemctl set-property --runtime "$slice" TasksMax=1
        systemctl kill --signal=KILL "$unit" 2>/dev/null
        systemctl stop "$slice" "$unit"
        systemctl revert "$slice"
      fi
      set -- /run/systemd/system/qm-prove-*
      if [ -e "$1" ]; then
        systemctl stop 'qm-prove-*'
        rm -f -- "$@"
        systemctl daemon-reload
      fi
      systemctl reset-failed 'qm-prove*' 2>/dev/null
      containers=$(podman ps --all --quiet --filter label=qm-prove 2>/dev/null)
      [ -z "$containers" ] || podman rm --force --time=0 $containers >/dev/null 2>&1
      rm -rf -- "$work"
      ! systemctl is-active --quiet "$slice" "$unit"
      """;

  /** What runs a command in the unit of faults, up to the command. */
  List<String> unit(String image, List<String> command) {
    var line = new ArrayList<String>();
    line.addAll(List.of("systemd-run", "--quiet", "--collect", "--pipe", "--wait"));
    line.addAll(List.of("--unit=" + UNIT, "--slice=" + SLICE, "--service-type=exec"));
    // its own groups below it, and its own mounts, both of which go with it
    line.addAll(List.of("--property=Delegate=yes", "--property=PrivateMounts=yes"));
    // a process that the kernel ends for memory is what some faults are about
    line.add("--property=OOMPolicy=continue");
    line.addAll(List.of("--property=KillMode=control-group", "--property=KillSignal=SIGKILL"));
    line.add("--property=RuntimeMaxSec=" + LONGEST.toSeconds());
    // no bound but the partition's: systemd gives a service a part of the tasks, and few open files
    line.add("--property=TasksMax=infinity");
    for (var limit : List.of("NOFILE", "NPROC", "MEMLOCK")) {
      line.add("--property=Limit" + limit + "=infinity");
    }
    line.add("--property=LimitCORE=0");
    for (var word : entered(image, command)) {
      // systemd.service(5), "Command lines": a dollar sign begins a variable
      line.add(word.replace("$", "$$"));
    }
    return line;
  }

  private static List<String> entered(String image, List<String> command) {
    var line = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "qm", image));
    line.addAll(command);
    return line;
  }

  /** The host's side of a command inside, with this process's own OOM score kept. */
  Command command(List<String> words) throws HostException {
    return Execution.of(instance, words.toArray(String[]::new)).prepared();
  }

  /** Runs a command inside to its end. */
  Outcome run(String... words) throws HostException {
    return command(List.of(words)).timeout(PATIENCE).run();
  }

  /**
   * Makes the file system of an image visible inside.
   *
   * @return where: the partition's word, which is for the partition only
   */
  String mountImage(String reference) throws HostException {
    var place = run("podman", "image", "mount", reference).require().output().strip();
    if (!place.startsWith("/") || place.length() > 4096 || place.contains("\n")) {
      throw new HostException(
          "cannot use the image " + reference + " in the partition",
          "its Podman does not say where it is");
    }
    return place;
  }

  /**
   * Ends all that faults started and takes away what they left, of this process or of one before
   * it.
   *
   * @throws HostException when something of it is still there
   */
  void sweep() throws HostException {
    // from outside, which no load inside can hold up; not the whole slice, whose services that come
    // again only the partition's systemd can stop
    var group = PartitionStatus.ownGroup(instance).child(SLICE).child(UNIT);
    if (group.exists()) {
      group.killAll(KILL);
    }
    var swept = run("/bin/sh", "-c", SWEEP, "qm", UNIT, SLICE, WORK);
    if (!swept.ok()) {
      throw new HostException(
          "a fault cannot be ended in the partition",
          swept.lastWords(),
          "`qm restart` ends all that runs in it");
    }
  }
}
