package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Fate;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.TakingBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the kernel's own work off the processors that are the safety side's. A cpuset holds
 * processes only: what the partition makes the kernel do later, such as to take a network namespace
 * apart, runs on any processor that the mask of its work queues has, and before most of what waits
 * there.
 *
 * @param asilCpus the processors that are set apart; nothing where none are
 */
record KernelWork(Site site, Optional<AsilCpus> asilCpus) implements Step {
  /** What sets the mask at boot: tmpfiles.d(5). */
  static final String FILE = "/etc/tmpfiles.d/50-qm-asil-cpus.conf";

  private static final String MASK = AsilCpus.KERNEL_WORK;

  /** What the mask was before; empty where there was none to read. */
  private static final Remembered BEFORE = new Remembered("workqueues");

  @Override
  public String title() {
    return asilCpus.isPresent()
        ? "keep the kernel's own work off the processors " + asilCpus.get().reserved()
        : "let the kernel work on all processors again";
  }

  /** The step, if one is needed: where processors are set apart, or were. */
  static Optional<Step> plan(Site site, Optional<AsilCpus> asilCpus) {
    return asilCpus.isPresent() || BEFORE.in(site.ledger()).isPresent()
        ? Optional.of(new KernelWork(site, asilCpus))
        : Optional.empty();
  }

  @Override
  public boolean isDone() throws HostException {
    return asilCpus.isPresent()
        ? site.landing().isLanded(file(asilCpus.get()))
            && (!isRunning() || isOff(asilCpus.get()) || refused())
        : BEFORE.in(site.ledger()).isEmpty();
  }

  @Override
  public void apply(Notes notes) throws HostException {
    if (asilCpus.isEmpty()) {
      takeBack(notes);
      return;
    }
    if (BEFORE.in(site.ledger()).isEmpty()) {
      site.ledger().add(BEFORE.mark(isRunning() ? now() : ""));
    }
    site.land(file(asilCpus.get()), notes);
    if (isRunning() && !isOff(asilCpus.get())) {
      try {
        ControlFile.write(Path.of(MASK), asilCpus.get().left().mask());
      } catch (IOException failure) {
        // a container's /sys, or a kernel without it: `qm verify` names it
        notes.note(
            "the kernel's own work stays on the safety side's processors: "
                + HostException.reason(failure));
      }
    }
  }

  private void takeBack(Notes notes) throws HostException {
    var landed = site.ledger().landed(FILE);
    if (landed.isPresent()) {
      var takingBack = new TakingBack(site.disk(), Changes.UNTOLD);
      var fate = takingBack.fate(new FileMark(FILE, landed.get().digests()), Edits.KEPT);
      takingBack.file(FILE, fate);
      if (fate == Fate.EDITED) {
        notes.note("kept " + site.at(FILE) + ": it was changed since setup wrote it");
      }
      site.ledger().drop(landed.get());
    }
    var mark = BEFORE.mark(BEFORE.in(site.ledger()).orElse(""));
    undo(site.root(), mark, notes);
    site.ledger().drop(mark);
  }

  /** Sets the mask back to what it was before the step that left {@code mark}, if it is its. */
  static void undo(Root root, Mark.Finished mark, Notes notes) {
    var before = BEFORE.of(mark).filter(mask -> !mask.isEmpty());
    if (before.isEmpty() || !root.isHost()) {
      return;
    }
    try {
      ControlFile.write(Path.of(MASK), before.get());
    } catch (IOException failure) {
      notes.note("cannot set " + MASK + " back: " + HostException.reason(failure));
    }
  }

  private boolean isRunning() {
    return site.root().isHost() && Files.exists(Path.of(MASK));
  }

  /** Whether the kernel may not be told, as in a container whose /sys is read-only. */
  private static boolean refused() {
    return !Files.isWritable(Path.of(MASK));
  }

  private static String now() {
    return Bounded.word(Path.of(MASK));
  }

  private static boolean isOff(AsilCpus cpus) {
    var now = NumberList.ofMask(now());
    return now.isPresent() && now.get().without(cpus.reserved()).equals(now.get());
  }

  private static NewFile file(AsilCpus cpus) {
    return NewFile.of(
        FILE,
        """
        # Written by `qm setup --asil-cpus %s`: the kernel's own work, some of which the partition causes, stays off the
        # safety side's processors. tmpfiles.d(5); Linux, Documentation/admin-guide/kernel-per-CPU-kthreads.rst.
        w %s - - - - %s
        """
            .formatted(cpus.reserved(), MASK, cpus.left().mask()));
  }
}
