package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class TimingRules {
  private TimingRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all =
        new ArrayList<>(
            List.of(
                CpuWeight.RULE,
                CpuWeightSiblings.RULE,
                CpuQuota.RULE,
                Nice.RULE,
                RealtimeLimit.RULE,
                RealtimeProcesses.RULE,
                RealtimeThrottle.RULE,
                ReservedProcessors.RULE,
                KernelWorkApart.RULE,
                Preemption.RULE,
                SplitLocks.RULE,
                TimerSlack.RULE));
    all.addAll(KernelFiles.rules());
    all.addAll(TimingDevices.rules());
    all.addAll(List.of(NetworkNamespaceChurn.RULE, ControlGroupDepth.RULE));
    return List.copyOf(all);
  }
}
