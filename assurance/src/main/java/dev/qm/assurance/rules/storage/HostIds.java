package dev.qm.assurance.rules.storage;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;

/**
 * Which of the host's user and group ids software inside can have.
 *
 * @param view where the partition is described
 */
record HostIds(PartitionView view) {
  /** Whether root inside could take any id of the host, as without a user namespace. */
  boolean isPlain() {
    var running = view.live().flatMap(live -> live.hasOwn("user"));
    return running.isPresent() ? !running.get() : !isMapped();
  }

  private boolean isMapped() {
    var options = view.partition().options();
    var mode = options.last("userns");
    return mode.isPresent()
        ? !mode.get().value().equals("host")
        : !options.named("uidmap").isEmpty();
  }

  /** Whether the user is one of those inside. */
  boolean hasUser(long uid) {
    return has("uidmap", uid);
  }

  /** Whether the group is one of those inside. */
  boolean hasGroup(long gid) {
    return has("gidmap", gid);
  }

  private boolean has(String option, long id) {
    if (isPlain()) {
      return true;
    }
    for (var map : view.partition().options().named(option)) {
      // INSIDE:HOST:COUNT, and @HOST is the host's too: podman-run(1)
      var parts = KernelText.split(map.value().replace("@", ""), ':');
      if (parts.size() > 1) {
        var first = ControlFile.number(parts.get(1)).orElse(-1);
        var count = parts.size() > 2 ? ControlFile.number(parts.get(2)).orElse(1) : 1;
        if (first >= 0 && id >= first && id - first < count) {
          return true;
        }
      }
    }
    return false;
  }
}
