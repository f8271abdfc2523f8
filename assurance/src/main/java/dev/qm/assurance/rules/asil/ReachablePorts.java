package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.PartitionView;

/** The partition's network ends at the host, and the host answers. */
final class ReachablePorts {
  static final Rule RULE =
      Rule.named("asil-ports-reachable")
          .title("The partition cannot connect to ports of the ASIL side")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside sends messages to an ASIL service, or fills the queue of those that wait for it.")
          .rationale(
              """
              From the partition's network the host is the gateway: a service that listens at all addresses listens there too. \
              What listens at 127.0.0.1 is out of reach, but for a partition in the host's network.\
              """)
          .sources("ip(7), INADDR_ANY", "podman-network(1)", "docs/architecture.md")
          .how("Listen lines and --publish of the ASIL side, and --network of the partition.")
          .proves(
              "No socket unit or container of the ASIL side has a port that the partition can reach.")
          .doesNotProve(
              "Which ports services open by themselves; and nobody looks whether a firewall stands between.")
          .mend(
              "let it listen at 127.0.0.1 or at one interface only, or give the partition Network=none")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, units, it)));

  private ReachablePorts() {}

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var isNone =
        view.partition().options().named("network").stream()
            .anyMatch(option -> option.value().equals("none"));
    var isHosts = ReachableSockets.isInHostsNetwork(view);
    for (var port : Ports.of(units, service)) {
      if (!isNone && (isHosts || !port.isLoopback())) {
        judgement.fault(
            Fault.of(
                "port " + port.from() + " of " + service.name() + " can be reached from inside",
                port.evidence()));
      } else {
        judgement.holds(port.evidence());
      }
    }
    judgement.holds(Evidence.missing(service.file(), "no port that the partition reaches"));
  }
}
