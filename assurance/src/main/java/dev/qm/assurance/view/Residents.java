package dev.qm.assurance.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The processes that belong to the partition's own software. Podman's monitor is in the partition's
 * control group too, but in none of its namespaces: it is the host's.
 */
public final class Residents {
  private Residents() {}

  /** Those with process numbers of the partition's own; all, where it has none of its own. */
  public static List<LiveProcess> of(Live live) {
    var host = live.hostNamespaces().get("pid");
    if (host == null || host.equals(live.first().namespaces().get("pid"))) {
      return live.processes();
    }
    var own = new ArrayList<LiveProcess>();
    for (var process : live.processes()) {
      if (!host.equals(process.namespaces().get("pid"))) {
        own.add(process);
      }
    }
    return own;
  }
}
