package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.machine.IdRange;
import dev.qm.host.machine.SubidFile;
import dev.qm.host.selinux.FileLabels;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Isolation;
import dev.qm.partition.landing.Sha256;
import java.nio.file.Files;
import java.util.List;

/**
 * Reserves the partition's user and group ids on the host, so that no tool gives them to somebody
 * else: subuid(5), subgid(5).
 */
record SubordinateIds(Site site) implements Step {
  /** Above what useradd(8) (to 600100000) and systemd (to 1879048191) hand out. */
  static final IdRange RANGE = new IdRange(Isolation.FIRST_ID, 1_000_000L);

  private static final String OWNER = "qmcontainers";
  private static final List<String> FILES = List.of("/etc/subuid", "/etc/subgid");

  /** The content of the partition's own files: what is left for nested containers. */
  static String inside(Isolation isolation) {
    return switch (isolation) {
      // counted inside: the partition's own users have the first 65536 of its ids
      case Isolation.UserNamespace() -> "containers:65536:" + (RANGE.count() - 65536) + "\n";
      // the host's ids, so only the reserved ones may be used
      case Isolation.Plain(var _) -> "containers:" + RANGE.first() + ":" + RANGE.count() + "\n";
    };
  }

  @Override
  public String title() {
    return "reserve user ids "
        + RANGE.first()
        + " to "
        + (RANGE.first() + RANGE.count() - 1)
        + " for the partition";
  }

  @Override
  public boolean isDone() throws HostException {
    for (var file : FILES) {
      if (!SubidFile.at(site.at(file)).grants(OWNER, RANGE)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    site.landing().folders("/etc");
    for (var file : FILES) {
      if (!Files.exists(site.at(file))) {
        // empty again, the file itself is ours to remove
        site.ledger().add(new Mark.Landed(file, List.of(Sha256.of(new byte[0]))));
      }
    }
    site.ledger().add(new Mark.Subids(OWNER));
    for (var file : FILES) {
      if (!SubidFile.at(site.at(file)).grants(OWNER, RANGE)) {
        SubidFile.at(site.at(file)).grant(OWNER, RANGE);
      }
    }
    restoreLabels(site.root());
  }

  /** A file that was replaced belongs to the SELinux user who did it; these are the system's. */
  private static void restoreLabels(Root root) throws HostException {
    if (root.isHost() && !(SELinux.probe(root) instanceof SELinux.Absent)) {
      FileLabels.restoreAll(FILES.stream().map(root::at).toList());
    }
  }

  /** Gives the ids back. */
  static void release(Root root, String owner) throws HostException {
    for (var file : FILES) {
      AtomicFile.sweep(root.at(file));
      SubidFile.at(root.at(file)).revoke(owner);
    }
    restoreLabels(root);
  }
}
