package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.RunningNamespace;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;

/** Semaphores, shared memory and queues of the host are out of reach, and so are their numbers. */
final class SystemV {
  static final Rule RULE =
      Rule.named("system-v-ipc")
          .title("The partition has semaphores, shared memory and message queues of its own")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside uses up the machine's semaphores, or takes, changes and removes those of the ASIL side.")
          .rationale(
              """
              kernel.sem, kernel.shmmni, kernel.msgmni and fs.mqueue.queues_max count for an IPC namespace. In one of its own \
              the partition neither finds the host's objects nor takes of their number.\
              """)
          .sources("ipc_namespaces(7)", "sysvipc(7)", "podman-run(1), --ipc")
          .how(
              "--ipc of the effective podman run; while it runs, /proc/PID/ns/ipc of its PID 1 against the host's.")
          .proves("No key and no number of the host's means anything inside.")
          .doesNotProve("Anything of memory that a mount shares; see the rules about mounts.")
          .mend("take --ipc away, then `qm restart`")
          .check(SystemV::check);

  private SystemV() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var option = unit.options().last("ipc").filter(Option::joinsAnother);
    if (option.isPresent()) {
      judgement.fault(
          Fault.of(
                  "the partition is in an IPC namespace that is not its own",
                  Asked.evidence(unit, option.get()))
              .with(WithoutOption.mend(unit, option.get())));
    } else {
      judgement.holds(Evidence.missing(unit.quadlet().file(), "no --ipc=host: Podman makes one"));
    }
    new RunningNamespace("ipc")
        .judge(judgement, view, "the running partition is in the host's IPC namespace");
    return judgement.verdict("");
  }
}
