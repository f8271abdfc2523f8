package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files in memory that the partition writes are its own. */
final class SharedTmpfs {
  static final Rule RULE =
      Rule.named("tmpfs")
          .title("The partition writes no file system in memory that the host has too")
          .against(Interference.MEMORY)
          .harm(
              "Software inside fills a tmpfs of the host's, such as /run, and services there cannot write.")
          .rationale(
              """
              A tmpfs of its own is charged to the partition, page by page, and ends at MemoryMax=. One of the host has a \
              size for both, and what was written stays when the partition ends, charged to nobody.\
              """)
          .sources("tmpfs(5)", "Linux, Documentation/admin-guide/cgroup-v2.rst, Memory Ownership")
          .how(
              "Mounts of the effective podman run whose source lies on a tmpfs of the host; while it runs, the tmpfs and "
                  + "ramfs mounts of its PID 1 against the host's, by device.")
          .proves("No tmpfs that it may write to is the host's.")
          .doesNotProve(
              "That all its own ones together fit below MemoryMax=: at the bound processes end.")
          .mend("mount it read-only, or give it a tmpfs of its own with a size")
          .check(SharedTmpfs::check);

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private SharedTmpfs() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    for (var mount : unit.options().mounts()) {
      if (mount.isOfHost() && mount.isWritable() && !mount.type().equals("tmpfs")) {
        asked(judgement, view, mount);
      }
    }
    view.live().ifPresent(live -> live(judgement, view.machine().mounts(), live));
    judgement.holds(Evidence.missing(unit.quadlet().file(), "no tmpfs of the host to write to"));
    return judgement.verdict("");
  }

  private static void asked(Judgement judgement, PartitionView view, MountOption mount) {
    if (!view.machine().isRunning()) {
      judgement.unknown(
          "what the host's " + mount.source() + " lies on, only a running machine can tell");
      return;
    }
    if (below(view, mount.source()).filter(it -> IN_MEMORY.contains(it.type())).isPresent()) {
      var causes = new ArrayList<Evidence>();
      for (Entry cause : mount.causes()) {
        causes.add(Evidence.of(cause));
      }
      if (causes.isEmpty()) {
        causes.add(Evidence.missing(view.partition().quadlet().file(), mount.source()));
      }
      judgement.fault(
          new Fault(
              mount.source() + " of the host is in memory, and the partition may fill it",
              List.of(causes.getLast()),
              "",
              Optional.empty()));
    }
  }

  /** The mount that a place of the host lies on. */
  private static Optional<Mount> below(PartitionView view, String place) {
    var found = Optional.<Mount>empty();
    try {
      // below another root the source begins with it
      var path = Path.of(place);
      var root = view.machine().root().directory();
      var inside = path.startsWith(root) ? Path.of("/").resolve(root.relativize(path)) : path;
      for (var mount : view.machine().mounts()) {
        var deeper =
            found.isEmpty() || mount.target().getNameCount() >= found.get().target().getNameCount();
        if (inside.normalize().startsWith(mount.target()) && deeper) {
          found = Optional.of(mount);
        }
      }
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
    return found;
  }

  /** The container's own /dev/shm, which Podman mounts with a size and nobody else writes to. */
  private static boolean isPodmansShm(Mount host) {
    return host.target().endsWith(Path.of("userdata", "shm"))
        && host.superOptions().stream().anyMatch(option -> option.startsWith("size="));
  }

  private static void live(Judgement judgement, List<Mount> host, Live live) {
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var other : host) {
      var shown = new ArrayList<Evidence>();
      for (var mount : live.mounts()) {
        if (IN_MEMORY.contains(mount.type())
            && !mount.isReadOnly()
            && !isPodmansShm(other)
            && mount.device().equals(other.device())) {
          shown.add(Evidence.kernel(file, mount.target() + " is a part of it, rw"));
        }
      }
      if (!shown.isEmpty()) {
        judgement.fault(
            new Fault(
                "the running partition may fill the host's " + other.target(),
                shown,
                "",
                Optional.empty()));
      }
    }
  }
}
