package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Rule;
import java.util.List;

/** The rules of this package. */
public final class MemoryRules {
  private MemoryRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return List.of(MemoryBound.RULE, PanicOnOom.RULE);
  }
}
