package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** The wall is the partition's namespaces; who joins them stands behind it with QM. */
final class Joined {
  static final Rule RULE =
      Rule.named("ipc-joined")
          .title("No container of the host joins the partition's namespaces")
          .against(Interference.EXCHANGE)
          .harm("Software inside ends, traces or talks to a container that belongs to the host.")
          .rationale(
              """
              A container that joins the partition's namespace for processes, IPC or network is beside QM's software \
              without any wall of that kind, and --volumes-from gives it QM's files.\
              """)
          .sources(
              "podman-run(1), --network, --pid, --ipc, --volumes-from",
              "podman-systemd.unit(5), Network=")
          .how("The podman run of each quadlet of the host.")
          .proves("No quadlet of the host asks for a namespace or the volumes of the partition.")
          .doesNotProve("What containers do that are started by hand.")
          .mend("give that container namespaces of its own")
          .check(Joined::check);

  private static final List<String> KINDS =
      List.of("network", "pid", "ipc", "uts", "userns", "cgroupns", "volumes-from");

  private Joined() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var name = view.declared().spec().name();
    for (var other : view.declared().others()) {
      for (var kind : KINDS) {
        for (var option : other.options().named(kind)) {
          var value = option.value();
          var target = value.startsWith("container:") ? value.substring(10) : value;
          if (target.equals(name)
              && (value.startsWith("container:") || kind.equals("volumes-from"))) {
            judgement.fault(
                Fault.of(
                        other.name() + " joins the partition by --" + kind,
                        Asked.evidence(other, option))
                    .with(WithoutOption.mend(other, option)));
          }
        }
      }
    }
    judgement.holds(Asked.not(view.partition(), "no other quadlet joins it"));
    return judgement.verdict("");
  }
}
