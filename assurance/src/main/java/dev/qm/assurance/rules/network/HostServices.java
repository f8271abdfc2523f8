package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.ArrayList;
import java.util.List;

/** Services of the host are not reached from inside. */
final class HostServices {
  static final Rule RULE =
      Rule.named("host-services")
          .title("No service of the host listens where the partition reaches it")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside keeps a service of the host busy, or sends it what nobody else would.")
          .rationale(
              """
              Over the bridge the partition reaches every address of the host, so whatever listens on all of them, unless \
              a packet filter refuses it. What a filter says only netlink tells; this rule does not ask.\
              """)
          .sources("proc_net_tcp(5)", "podman-network(1)", "ISO 26262-6:2018, D.2.4")
          .how(
              "What listens in the host's network (/proc/1/net), and how the partition is connected to it.")
          .proves("There is no port of the host's that packets from inside arrive at.")
          .doesNotProve("Anything about ports that are opened later.")
          .mend(
              "let the service listen on 127.0.0.1 or the interface that it is for, or refuse the bridge in the host's"
                  + " packet filter")
          // the kernel goes through all places of its tables, which are as many as memory allows
          .apart()
          .check(HostServices::check);

  private static final int MOST_NAMED = 8;

  private HostServices() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    var hosts = Network.isHosts(view);
    var reached = new ArrayList<Listening>();
    for (var one : Listening.onHost(view)) {
      if (hosts.isPresent() || !one.isLoopback()) {
        reached.add(one);
      }
    }
    if (hosts.isPresent() && !reached.isEmpty()) {
      judgement.fault(
          Fault.of("the partition reaches " + words(reached), hosts.get())
              .with(Network.of(view).without()));
    } else if (Network.of(view).mode().equals("none") || reached.isEmpty()) {
      judgement.holds(Evidence.kernel("/proc/net/tcp", "nothing that packets from inside reach"));
    } else {
      judgement.unknown(
          "whether a packet filter keeps the partition from "
              + words(reached)
              + " is not read; without one it reaches them");
    }
    return judgement.verdict("");
  }

  private static String words(List<Listening> all) {
    var named = new ArrayList<String>();
    for (var one : all.subList(0, Math.min(all.size(), MOST_NAMED))) {
      named.add(one.toString());
    }
    if (all.size() > MOST_NAMED) {
      named.add((all.size() - MOST_NAMED) + " more");
    }
    return String.join(", ", named);
  }
}
