package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** Tables of the kernel's network that both sides fill. */
final class SharedTables {
  /** All addresses that a /16, the subnet of Podman's own bridge, can make a host ask for. */
  private static final long NEIGHBOURS = 65_536;

  /** Of a table that is this full, in percent, the host is about to be refused. */
  private static final long NEARLY_FULL = 90;

  private static final String MAXIMUM = "net.netfilter.nf_conntrack_max";
  private static final String COUNT = "net.netfilter.nf_conntrack_count";

  static final List<Rule> RULES =
      List.of(
          Rule.named("neighbour-table")
              .title("The table of neighbours has room for what software inside asks for")
              .against(Interference.EXCHANGE)
              .harm(
                  "An app inside looks for addresses on its subnet, and the host cannot send to a machine that it has not"
                      + " spoken to lately.")
              .rationale(
                  """
                  There is one table of neighbours for all network namespaces, for IPv4 and for IPv6 one each. At \
                  gc_thresh3 entries, usually 1024, a new one is refused unless an old one can go, and those of the last five \
                  seconds cannot.\
                  """)
              .sources(
                  "Linux, net/core/neighbour.c, neigh_alloc() and neigh_forced_gc()",
                  "Linux, Documentation/networking/ip-sysctl.rst, neigh/default/gc_thresh3",
                  "arp(7)")
              .how(
                  "net.ipv4 and net.ipv6 neigh.default.gc_thresh3 of the host, against the 65536 addresses of a /16 subnet.")
              .proves("Software that looks through a subnet of that size does not fill the table.")
              .doesNotProve(
                  "That a root inside who wants it full, with networks of his own making, cannot fill it; nor is its memory"
                      + " charged to him.")
              .mend(
                  "set net.ipv4.neigh.default.gc_thresh3 and net.ipv6.neigh.default.gc_thresh3 to 131072, gc_thresh2 to"
                      + " half of it, in /etc/sysctl.d, and with sysctl(8)")
              .check(SharedTables::neighbours),
          Rule.named("conntrack-table")
              .title("The partition's connections leave the host room in its table")
              .against(Interference.EXCHANGE)
              .harm(
                  "The host's table of connections is full, and new ones of the ASIL side are dropped.")
              .rationale(
                  """
                  What goes through the host's NAT is a connection in the host's own network namespace, counted there against \
                  nf_conntrack_max. At that number the kernel drops an old one that was never answered; one that was is kept \
                  for up to five days. Connections that stay inside the partition are counted for its own namespace.\
                  """)
              .sources(
                  "Linux, net/netfilter/nf_conntrack_core.c, __nf_conntrack_alloc() and early_drop()",
                  "Linux, Documentation/networking/nf_conntrack-sysctl.rst",
                  "nft(8), ct count")
              .how(
                  "Whether NAT of the host carries the partition; nf_conntrack_count and nf_conntrack_max of the host. A bound"
                      + " by a packet filter (ct count) only netlink tells; this rule does not ask.")
              .proves("Nothing that the partition sends is counted in the host's table.")
              .doesNotProve(
                  "Anything about the memory of the connections, which the kernel charges to nobody.")
              .mend(
                  "bound the bridge's connections in the host's packet filter (nft: iifname \"podman*\" ct state new ct"
                      + " count over 10000 drop), or use Network=none")
              .check(SharedTables::connections));

  private SharedTables() {}

  private static Verdict neighbours(PartitionView view) {
    var judgement = new Judgement();
    for (var family : List.of("ipv4", "ipv6")) {
      var name = "net." + family + ".neigh.default.gc_thresh3";
      var value = view.machine().sysctlNumber(name);
      if (value.isEmpty()) {
        if (family.equals("ipv4")) {
          judgement.unknown(
              view.machine().isRunning()
                  ? Machine.sysctlFile(name) + " cannot be read"
                  : Machine.NO_KERNEL);
        }
        continue;
      }
      var evidence = Evidence.kernel(Machine.sysctlFile(name), Long.toString(value.getAsLong()));
      if (value.getAsLong() < NEIGHBOURS) {
        judgement.fault(
            Fault.of(
                "software inside can fill the table of " + family + " neighbours that all share",
                evidence));
      } else {
        judgement.holds(evidence);
      }
    }
    return judgement.verdict("");
  }

  private static Verdict connections(PartitionView view) {
    var network = Network.of(view);
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    if (network.mode().equals("none")) {
      judgement.holds(network.evidence());
      return judgement.verdict("");
    }
    var most = view.machine().sysctlNumber(MAXIMUM);
    if (most.isEmpty()) {
      judgement.holds(
          Evidence.kernel(Machine.sysctlFile(MAXIMUM), "the kernel tracks no connections"));
      return judgement.verdict("");
    }
    var count = view.machine().sysctlNumber(COUNT);
    if (count.isPresent()
        && most.getAsLong() > 0
        && count.getAsLong() >= most.getAsLong() / 100 * NEARLY_FULL) {
      judgement.fault(
          Fault.of(
              "the host's table of connections is nearly full",
              Evidence.kernel(
                  Machine.sysctlFile(COUNT), count.getAsLong() + " of " + most.getAsLong())));
    } else {
      judgement.unknown(
          "whether a packet filter bounds the partition's part of the host's "
              + most.getAsLong()
              + " connections is not read");
    }
    return judgement.verdict("");
  }
}
