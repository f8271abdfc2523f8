package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import java.nio.file.Path;

/**
 * What every step needs to know: which machine, where on it, with which files, and what was done so
 * far.
 */
record Site(
    Root root, Layout layout, Machine machine, SystemTree system, Ledger ledger, Landing landing) {

  Path at(String path) {
    return root.at(path);
  }

  /** How the partition is kept apart; asked once the host's packages are there. */
  Isolation isolation() throws HostException {
    return machine.isolation(layout.trees().stream().map(this::at).toList());
  }
}
