package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class MemoryRules {
  private MemoryRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all =
        new ArrayList<>(
            List.of(
                MemoryBound.RULE,
                MemoryHigh.RULE,
                SwapBound.RULE,
                LockedMemory.RULE,
                SharedTmpfs.RULE,
                TmpfsSize.RULE,
                HugePages.RULE,
                KernelMemory.RULE,
                SocketMemory.RULE));
    all.addAll(SocketPool.rules());
    all.addAll(
        List.of(
            SamePages.RULE,
            Overcommit.RULE,
            OomScore.RULE,
            NestedOomScore.RULE,
            RunningOomScores.RULE,
            OomGroup.RULE,
            OomKillDisable.RULE,
            OomPolicy.RULE,
            OomKillAllocatingTask.RULE,
            PanicOnOom.RULE));
    return List.copyOf(all);
  }
}
