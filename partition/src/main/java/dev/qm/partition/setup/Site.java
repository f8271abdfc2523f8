package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.Landing;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.Workers;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * What every step needs to know: which machine, where on it, with which files, and what was done so
 * far.
 */
record Site(Root root, Layout layout, Machine machine, SystemTree system, Ledger ledger) {

  Path at(String path) {
    return root.at(path);
  }

  /** Where files land. */
  Disk disk() {
    return Disk.of(root);
  }

  /** The programs that change its trees. */
  Workers workers() {
    return Workers.of(root);
  }

  /** Puts files there, with a mark of each in the ledger. */
  Landing landing() {
    return new Landing(disk(), ledger, Changes.UNTOLD);
  }

  /** Brings files to their places, and tells of those of the user's that stay. */
  void land(NewFile file, Notes notes) throws HostException {
    landing().land(file).ifPresent(kept -> notes.note(kept.sentence(root)));
  }

  /** How the partition is kept apart; asked once the host's packages are there. */
  Isolation isolation() throws HostException {
    var places = new ArrayList<Path>();
    for (var tree : CloseTrees.places(this).trees()) {
      places.add(ConfinedPath.resolve(root.directory(), tree));
    }
    return machine.isolation(places);
  }
}
