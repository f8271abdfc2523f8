package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Where the host leads the partition's packets, and whose they can say that they are. */
final class Forwarding {
  private static final String FORWARD = "net.ipv4.ip_forward";

  static final List<Rule> RULES =
      List.of(
          Rule.named("ip-forward")
              .title("The host forwards the partition's packets to one network only")
              .against(Interference.EXCHANGE)
              .harm(
                  "Software inside talks to the control units on a network that the host is also on.")
              .rationale(
                  """
                  Podman's bridge needs ip_forward, which is for the whole host: a packet from inside leaves by whatever \
                  interface its route names, so to every network that the host is on, unless a packet filter refuses it.\
                  """)
              .sources(
                  "Linux, Documentation/networking/ip-sysctl.rst, ip_forward", "podman-network(1)")
              .how(
                  "net.ipv4.ip_forward; the host's interfaces that are devices (/sys/class/net/NAME/device) and routes that"
                      + " lead there (/proc/net/route). What a packet filter says is not read.")
              .proves(
                  "There is one network beyond the host that the partition's packets can get to.")
              .doesNotProve("What it does there.")
              .mend(
                  "refuse the bridge on the other interfaces in the host's packet filter and accept this finding, or use"
                      + " a network with Internal=true")
              .check(Forwarding::forward),
          Rule.named("source-addresses")
              .title("The host takes no packet from the partition's bridge with another's address")
              .against(Interference.EXCHANGE)
              .harm("Software inside sends to a service of the host in the name of a control unit.")
              .rationale(
                  """
                  Root inside writes any source address into its packets. With rp_filter 1 the host drops what comes in where \
                  it would not answer to; with 2 what it would answer to nowhere, which lets other networks' addresses pass; \
                  with 0 it takes all. The greater of the values for all interfaces and for the one counts.\
                  """)
              .sources("Linux, Documentation/networking/ip-sysctl.rst, rp_filter", "RFC 3704, 2.2")
              .how(
                  "net.ipv4.conf.all.rp_filter, and that of each bridge, or where there is none yet of the default.")
              .proves(
                  "Over IPv4 what says to come from elsewhere does not come from the partition.")
              .doesNotProve("Anything about IPv6, where only a packet filter does this.")
              .mend("set net.ipv4.conf.all.rp_filter=1 in /etc/sysctl.d, and with sysctl(8)")
              .check(Forwarding::sources));

  private Forwarding() {}

  private static Verdict forward(PartitionView view) {
    var value = view.machine().sysctl(FORWARD);
    if (value.isEmpty()) {
      return new Verdict.NotJudged(
          view.machine().isRunning() ? FORWARD + " cannot be read" : Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(FORWARD), value.get());
    var network = Network.of(view);
    if (value.get().equals("0") || !network.isBridged()) {
      return Verdict.pass(value.get().equals("0") ? evidence : network.evidence());
    }
    var routed = routed(view);
    if (routed.size() < 2) {
      return Verdict.pass(
          evidence,
          Evidence.kernel("/proc/net/route", routed.isEmpty() ? "none" : routed.getFirst()));
    }
    return Verdict.fail(
        Fault.of("the host forwards to the networks of " + String.join(", ", routed), evidence));
  }

  /** Interfaces that are devices and that a route leads to: proc_net(5), route. */
  private static List<String> routed(PartitionView view) {
    var place = view.machine().kernelRoot().isHost() ? "/proc/1/net/route" : "/proc/net/route";
    var found = new ArrayList<String>();
    for (var line : KernelText.lines(view.machine().texts().at(place).orElse(""))) {
      var words = KernelText.of(line);
      if (words.size() > 3
          && !found.contains(words.getFirst())
          && Files.exists(
              view.machine().kernelRoot().at("/sys/class/net/" + words.getFirst() + "/device"))) {
        found.add(words.getFirst());
      }
    }
    return found;
  }

  private static Verdict sources(PartitionView view) {
    var network = Network.of(view);
    if (!network.isBridged() && !network.isOthers()) {
      return Verdict.pass(network.evidence());
    }
    var all = filter(view, "all");
    if (all < 0) {
      return new Verdict.NotJudged(
          view.machine().isRunning() ? "rp_filter cannot be read" : Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    var bridges = HostLoopback.bridges(view);
    for (var name : bridges.isEmpty() ? List.of("default") : bridges) {
      var counts = Math.max(all, filter(view, name));
      var evidence =
          Evidence.kernel(file(name), "all " + all + ", " + name + " " + filter(view, name));
      if (counts == 1) {
        judgement.holds(evidence);
      } else {
        judgement.fault(
            Fault.of(
                "a packet from "
                    + (name.equals("default") ? "a new bridge" : name)
                    + (counts == 0
                        ? " may have any source address"
                        : " may have the source address of any network that the host is on"),
                evidence));
      }
    }
    return judgement.verdict("");
  }

  private static String file(String name) {
    return "/proc/sys/net/ipv4/conf/" + name + "/rp_filter";
  }

  private static long filter(PartitionView view, String name) {
    var text = view.machine().texts().word(file(name)).orElse("");
    return ControlFile.number(text).orElse(-1);
  }
}
