package dev.qm.assurance.rule;

import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;

/**
 * A namespace of the running partition's PID 1, against the host's: namespaces(7).
 *
 * @param kind in /proc/PID/ns, such as {@code pid}
 */
public record RunningNamespace(String kind) {
  /**
   * Judges whether it is the partition's own; nothing of a partition that does not run.
   *
   * @param wrong what it is to share the host's, a clause
   */
  public void judge(Judgement judgement, PartitionView view, String wrong) {
    view.live().ifPresent(live -> judge(judgement, live, wrong));
  }

  private void judge(Judgement judgement, Live live, String wrong) {
    var own = live.hasOwn(kind);
    if (own.isEmpty()) {
      judgement.unknown(place(live) + " cannot be read");
    } else if (own.get()) {
      judgement.holds(Evidence.kernel(place(live), value(live)));
    } else {
      judgement.fault(Fault.of(wrong, hosts(live)));
    }
  }

  /** What shows that it is the host's. */
  Evidence hosts(Live live) {
    return Evidence.kernel(place(live), value(live) + ", as the host's");
  }

  private String place(Live live) {
    return "/proc/" + live.first().pid() + "/ns/" + kind;
  }

  private String value(Live live) {
    return kind + ":[" + live.first().namespaces().get(kind) + "]";
  }
}
