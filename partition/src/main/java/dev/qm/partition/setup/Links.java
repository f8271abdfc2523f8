package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.landing.Disk;
import java.util.Optional;

/** Symbolic links that setup makes. What somebody else has in the place of one stays. */
record Links(Site site) {
  /** Makes a link, and the folders above it. */
  void make(String path, String to, Notes notes) throws HostException {
    site.landing().folders(Disk.parent(path));
    if (!isTaken(path)) {
      site.ledger().add(new Mark.Link(path, to));
      site.disk().makeLink(path, to);
    } else if (!site.disk().link(path).equals(Optional.of(to))) {
      notes.note("kept your " + site.at(path) + "; this version would make it a link to " + to);
    }
  }

  /** Whether anything is at {@code path}: the link, or what keeps us from making it. */
  boolean isTaken(String path) throws HostException {
    return site.disk().isTaken(path);
  }
}
