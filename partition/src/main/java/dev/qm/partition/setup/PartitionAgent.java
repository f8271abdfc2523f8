package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.WorkLock;
import java.nio.file.Path;

/**
 * QM's own agent of BlueChi in a partition that is set up: brought into it, or taken out, without
 * the rest of a setup. A later setup keeps it as it is, and up to date.
 */
public final class PartitionAgent {
  /** Its service inside. */
  public static final String UNIT = OwnAgent.UNIT;

  /** Where the partition sees the program, while it is mounted. */
  public static final String MOUNT = OwnAgent.INSIDE;

  private final OwnAgent step;
  private final Site site;

  private PartitionAgent(OwnAgent step, Site site) {
    this.step = step;
    this.site = site;
  }

  /**
   * That of a partition.
   *
   * @param image the run-time image that runs now, of which it becomes a copy
   */
  public static PartitionAgent of(Root root, Layout layout, SystemTree system, Path image)
      throws HostException {
    var ledger = Ledger.read(root);
    var wanted = ledger.holds(SetupDropIn.PLAIN) ? Isolation.Wanted.PLAIN : Isolation.Wanted.AUTO;
    var site = new Site(root, layout, new Machine(root, wanted), system, ledger);
    return new PartitionAgent(new OwnAgent(site, image), site);
  }

  /** Whether this program can be brought into it: a setup is recorded, and it is a linked one. */
  public boolean isPossible() {
    return !site.ledger().isEmpty() && OwnAgent.isPossible(step.image());
  }

  /** Whether it was brought into it. */
  public boolean isChosen() {
    return site.ledger().holds(OwnAgent.CHOSEN);
  }

  /**
   * Brings it into the partition, unless it is there.
   *
   * @return whether anything was changed
   */
  public boolean place(Notes notes) throws HostException {
    try (var _ = begin(notes)) {
      if (isChosen() && step.isDone()) {
        return false;
      }
      step.apply(notes);
      return true;
    }
  }

  /**
   * Takes it out of the partition.
   *
   * @return whether anything was changed
   */
  public boolean takeBack(Notes notes) throws HostException {
    try (var _ = begin(notes)) {
      if (!isChosen()) {
        return false;
      }
      step.takeBack(notes);
      return true;
    }
  }

  private WorkLock begin(Notes notes) throws HostException {
    var lock = WorkLock.take(site.root());
    site.workers().await(notes::waiting);
    // what it said before may be out of date by now
    site.ledger().reload();
    return lock;
  }
}
