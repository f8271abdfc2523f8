package dev.qm.assurance.rules.addons;

import dev.qm.assurance.rule.Rule;
import java.util.List;

/** All rules about add-ons. */
public final class AddonRules {
  private AddonRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return List.of(
        UndeclaredDevices.RULE, UndeclaredWalls.RULE, HalfRemoved.RULE, MissingDevices.RULE);
  }
}
