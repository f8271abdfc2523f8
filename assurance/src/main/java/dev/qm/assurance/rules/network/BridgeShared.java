package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.machine.Init;
import java.util.List;

/** No container of the host's is on the partition's bridge. */
final class BridgeShared {
  static final Rule RULE =
      Rule.named("bridge-shared")
          .title("No container of the host's is on the partition's bridge")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside answers for the addresses of an ASIL container and takes its packets.")
          .rationale(
              """
              All on a bridge are one Ethernet. Root inside has raw sockets, so it can answer ARP for others, flood the \
              table of addresses and take any address of the subnet. Podman puts every container of root without a network \
              on the bridge `podman`; where no systemd runs the host the partition has a bridge of its own.\
              """)
          .sources("podman-network(1)", "RFC 826", "packet(7)")
          .how(
              "--network of the partition and of the host's other quadlets, as Podman would run them.")
          .proves(
              "No container that a quadlet of the host describes shares a link with the partition.")
          .doesNotProve("Anything about containers that are started by hand.")
          .mend("give the container Network=none, or a network of its own (NAME.network)")
          .check(BridgeShared::check);

  private BridgeShared() {}

  private static Verdict check(PartitionView view) {
    var own = Network.of(view);
    var judgement = new Judgement();
    if (!own.isBridged() || !(Init.probe(view.machine().root()) instanceof Init.Systemd)) {
      judgement.holds(own.evidence());
      return judgement.verdict("");
    }
    for (var other : view.declared().others()) {
      var theirs = Network.of(other);
      if (theirs.isBridged() && theirs.bridge().equals(own.bridge())) {
        judgement.fault(
            Fault.of(
                    other.name() + " is on the partition's bridge, " + own.bridge(),
                    theirs.evidence(),
                    own.evidence())
                .with(
                    new Mend(
                        other.name(),
                        Place.HOST,
                        List.of(
                            new Setting("Container", "Network", ""),
                            new Setting("Container", "Network", "none")))));
      }
    }
    judgement.holds(Evidence.missing(view.partition().quadlet().file(), "alone on its bridge"));
    return judgement.verdict("");
  }
}
