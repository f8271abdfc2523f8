package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class NetworkRules {
  private NetworkRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<>(OwnNetwork.RULES);
    all.addAll(
        List.of(
            HostLoopback.RULE,
            HostServices.RULE,
            PublishedPorts.RULE,
            BridgeShared.RULE,
            HostInterface.RULE));
    all.addAll(Forwarding.RULES);
    all.addAll(SharedTables.RULES);
    return List.copyOf(all);
  }
}
