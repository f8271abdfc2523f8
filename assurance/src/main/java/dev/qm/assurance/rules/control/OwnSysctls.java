package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;

/** The partition sets no setting of the machine. */
final class OwnSysctls {
  static final Rule RULE =
      Rule.named("sysctls")
          .title("The settings that the partition is given are those of its namespaces")
          .against(Interference.CONTROL)
          .harm("Starting the partition changes a setting that the ASIL side depends on.")
          .rationale(
              """
              net.* are settings of a network namespace, fs.mqueue.*, kernel.shm*, kernel.msg* and kernel.sem \
              of an IPC namespace. Where the partition shares that namespace, or for any other name, the \
              setting is the machine's.\
              """)
          .sources("podman-run(1), --sysctl", "network_namespaces(7), ipc_namespaces(7)")
          .how("Every --sysctl of the effective podman run, and the namespaces that it has.")
          .proves("What Sysctl= sets is gone when the partition ends, and was never the host's.")
          .doesNotProve("What root inside sets later; see kernel-settings.")
          .mend("take the line away; what the machine needs belongs into /etc/sysctl.d")
          .check(OwnSysctls::check);

  private OwnSysctls() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var option : view.partition().options().named("sysctl")) {
      var equals = option.value().indexOf('=');
      var name = equals < 0 ? option.value() : option.value().substring(0, equals);
      var evidence = Asked.evidence(view.partition(), option);
      if (isOwn(view, name)) {
        judgement.holds(evidence);
      } else {
        judgement.fault(
            Fault.of(name + " is a setting of the machine", evidence)
                .with(WithoutOption.mend(view.partition(), option)));
      }
    }
    return judgement.verdict("nothing is set");
  }

  private static boolean isOwn(PartitionView view, String name) {
    if (name.startsWith("net.")) {
      return isPrivate(view, "network");
    }
    var ipc =
        name.startsWith("fs.mqueue.")
            || name.startsWith("kernel.shm")
            || name.startsWith("kernel.msg")
            || name.equals("kernel.sem");
    return ipc && isPrivate(view, "ipc");
  }

  private static boolean isPrivate(PartitionView view, String option) {
    return view.partition().options().last(option).filter(Option::joinsAnother).isEmpty();
  }
}
