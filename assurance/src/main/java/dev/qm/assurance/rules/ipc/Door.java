package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The one folder of the host that both sides see. */
final class Door {
  static final Rule RULE =
      Rule.named("ipc-door")
          .title("The partition sees /run/ipc read-only, and nothing around it")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside puts a socket of its own in the place of the ASIL side's, and answers in its name.")
          .rationale(
              """
              Who may write in a folder may rename what is in it. Read-only, QM can connect and no more. A volume of \
              /run shows the sockets of systemd, D-Bus and Podman too.\
              """)
          .sources("docs/ipc.md", "unix(7)", "mount_namespaces(7), locked mounts")
          .how(
              "The mounts of the effective podman run; while it runs, /proc/PID/mountinfo against the host's own.")
          .proves("No name in /run/ipc can be changed from inside.")
          .doesNotProve("Who serves the sockets: see ipc-declared and ipc-as-declared.")
          .mend(
              "write Volume=/run/ipc:/run/ipc:ro in its place, with ,idmap where there is a user namespace")
          .check(Door::check);

  private Door() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var isOpen = false;
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && meets(mount.source())) {
        var evidence = evidence(view, mount);
        isOpen = true;
        if (!isInDoor(mount.source())) {
          judgement.fault(Fault.of("the partition sees more of /run than /run/ipc", evidence));
        } else if (mount.isWritable()) {
          judgement.fault(Fault.of("the partition may write in /run/ipc", evidence));
        } else {
          remountable(judgement, view, evidence);
        }
      }
    }
    if (!isOpen) {
      judgement.holds(Asked.not(view.partition(), "no volume of /run/ipc: there is no door"));
    }
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  /** A read-only bind mount is locked only for who has another user namespace than who made it. */
  private static void remountable(Judgement judgement, PartitionView view, Evidence evidence) {
    if (Walls.isPlain(view) && !(view.machine().selinux() instanceof SELinux.Enforcing)) {
      judgement.fault(
          Fault.of(
                  "in plain mode without SELinux root inside can mount /run/ipc writable again",
                  evidence)
              .advised("use a user namespace, or SELinux enforcing"));
    } else {
      judgement.holds(evidence);
    }
  }

  private static Evidence evidence(PartitionView view, MountOption mount) {
    return mount.causes().isEmpty()
        ? Asked.not(view.partition(), mount.source())
        : Evidence.of(mount.causes().getLast());
  }

  private static void live(Judgement judgement, PartitionView view, Live live) {
    var hosts = holding(view.machine().mounts(), Path.of(Layout.IPC));
    if (hosts.isEmpty()) {
      judgement.unknown("the host's own mounts cannot be read");
      return;
    }
    var door = hosts.get().root().resolve(hosts.get().target().relativize(Path.of(Layout.IPC)));
    for (var mount : live.mounts()) {
      if (mount.device().equals(hosts.get().device())) {
        var evidence =
            Evidence.kernel(
                "/proc/" + live.first().pid() + "/mountinfo",
                mount.root() + " at " + mount.target() + " " + String.join(",", mount.options()));
        if (mount.root().startsWith(door) && !mount.isReadOnly()) {
          judgement.fault(Fault.of("the running partition may write in /run/ipc", evidence));
        } else if (door.startsWith(mount.root()) && !door.equals(mount.root())) {
          judgement.fault(
              Fault.of("the running partition sees more of /run than /run/ipc", evidence));
        }
      }
    }
  }

  private static Optional<Mount> holding(List<Mount> mounts, Path place) {
    var found = Optional.<Mount>empty();
    for (var mount : mounts) {
      if (place.startsWith(mount.target())
          && (found.isEmpty()
              || mount.target().getNameCount() >= found.get().target().getNameCount())) {
        found = Optional.of(mount);
      }
    }
    return found;
  }

  private static Path place(String source) {
    var path = Path.of(source).normalize();
    var old = Path.of("/var/run");
    return path.startsWith(old) ? Path.of("/run").resolve(old.relativize(path)) : path;
  }

  private static boolean isInDoor(String source) {
    return place(source).startsWith(Layout.IPC);
  }

  private static boolean meets(String source) {
    return isInDoor(source) || Path.of(Layout.IPC).startsWith(place(source));
  }
}
