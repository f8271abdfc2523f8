package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.IdMap;
import dev.qm.assurance.view.PartitionView;

/**
 * Which of the host's user and group ids software inside can have.
 *
 * @param view where the partition is described
 */
record HostIds(PartitionView view) {
  /** Whether the user is one of those inside. */
  boolean hasUser(long uid) {
    return has("uidmap", uid);
  }

  /** Whether the group is one of those inside. */
  boolean hasGroup(long gid) {
    return has("gidmap", gid);
  }

  private boolean has(String option, long id) {
    return Walls.isPlain(view)
        || IdMap.of(view.partition().options(), option).stream().anyMatch(map -> map.holds(id));
  }
}
