package dev.qm.assurance.rules;

import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.LiveProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The partition's processes without those that only share its control group. */
public final class Insiders {
  private Insiders() {}

  /**
   * All but Podman's monitor of the container, which is the host's: it has the host's process
   * numbers. A partition that has these too cannot be told from it.
   */
  public static List<LiveProcess> of(Live live) {
    var hosts = Optional.ofNullable(live.hostNamespaces().get("pid"));
    var isShared = live.hasOwn("pid").equals(Optional.of(false));
    var inside = new ArrayList<LiveProcess>();
    for (var process : live.processes()) {
      var own = Optional.ofNullable(process.namespaces().get("pid"));
      if (isShared || own.isEmpty() || !own.equals(hosts)) {
        inside.add(process);
      }
    }
    return inside;
  }
}
