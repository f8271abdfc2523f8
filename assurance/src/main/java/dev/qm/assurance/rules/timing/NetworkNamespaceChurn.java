package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.ServiceVariable;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;

/** Making and dropping network namespaces does not hold up the host's network calls for long. */
final class NetworkNamespaceChurn {
  static final Rule RULE =
      Rule.named("network-namespace-churn")
          .title("Users of the partition have a bound of network namespaces")
          .against(Interference.TIMING)
          .harm(
              "Software inside that makes and drops network namespaces holds up each netlink call of the host, for half a "
                  + "second and more.")
          .rationale(
              """
              A namespace that is cleared away holds the one lock that each change of network interfaces on the machine \
              needs. The kernel clears away slower than anybody can make, so a bound of the number slows the making.\
              """)
          .sources(
              "docs/decisions/0022-counts-that-the-host-shares.md",
              "namespaces(7), The /proc/sys/user directory",
              "Linux, net/core/net_namespace.c, cleanup_net")
          .how(
              "QM_NETWORK_NAMESPACES in Environment= and the ExecStartPost= that writes it, which systemd runs for a "
                  + "partition with a user namespace.")
          .proves("A user inside who does no more than fail has 256 of them at most.")
          .doesNotProve(
              "Anything against a root inside who means harm: it has many user ids. No kernel file shows the bound to "
                  + "somebody outside, so what runs is not looked at.")
          .mend(
              "use systemd and the user namespace; set Environment=QM_NETWORK_NAMESPACES=256 again")
          .check(NetworkNamespaceChurn::check);

  private static final String NAME = "QM_NETWORK_NAMESPACES";

  /** Up to here it was measured: with 1024 a call takes as long as without a bound. */
  private static final long MOST = 256;

  private NetworkNamespaceChurn() {}

  private static Verdict check(PartitionView view) {
    var unit = view.partition();
    var without = Walls.without(view, "sys_admin");
    if (Walls.userNamespace(view).isEmpty()) {
      // without a user namespace nobody makes one who has no sys_admin
      return without.isPresent()
          ? Verdict.pass(without.get())
          : fail("the host's root and the partition's are one, with one bound", Walls.plain(view));
    }
    var machine = view.machine();
    if (machine.isRunning() && Init.probe(machine.root()) instanceof Init.Other(var name)) {
      return fail(
          "nothing sets the bound on a machine without systemd",
          Evidence.kernel("/proc/1/comm", name));
    }
    var variable = ServiceVariable.last(unit, NAME);
    var number = ControlFile.number(variable.map(ServiceVariable::value).orElse(""));
    var written =
        unit.values("Service", "ExecStartPost").stream()
            .filter(it -> it.value().contains("max_net_namespaces") && it.value().contains(NAME))
            .findFirst();
    if (written.isEmpty()) {
      return fail(
          "nothing sets the bound",
          Evidence.missing(
              unit.quadlet().file(), "no ExecStartPost= that writes max_net_namespaces"));
    }
    if (number.isEmpty() || number.getAsLong() > MOST) {
      return fail(
          "the bound is none that was seen to help",
          variable.map(it -> Evidence.of(it.entry())).orElse(Evidence.of(written.get())));
    }
    return Verdict.pass(Evidence.of(variable.orElseThrow().entry()));
  }

  private static Verdict fail(String what, Evidence evidence) {
    return Verdict.fail(Fault.of(what, evidence));
  }
}
