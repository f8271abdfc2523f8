package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import java.util.Optional;

/** Objects that are found by a number or a name in a namespace, not by a file. */
final class SharedObjects {
  static final Rule RULE =
      Rule.named("ipc-objects")
          .title("System V objects and POSIX message queues of the host cannot be named")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside reads, fills or removes a message queue, a semaphore or memory of the ASIL side.")
          .rationale(
              """
              These objects have no file and no label by which one sees them; who is in the namespace and has the right \
              user id may remove them. In plain mode root inside has every user id.\
              """)
          .sources("ipc_namespaces(7)", "sysvipc(7)", "mq_overview(7)", "podman-run(1), --ipc")
          .how(
              "--ipc of the effective podman run; while it runs, the namespaces of all processes inside.")
          .proves("No process inside is in the host's IPC namespace.")
          .doesNotProve(
              "Anything about memory by files in a folder that both see: see ipc-dev-shm.")
          .mend("take --ipc away, then `qm restart`")
          .check(SharedObjects::check);

  private SharedObjects() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var asked = unit.options().last("ipc");
    if (asked.isPresent() && asked.get().joinsAnother()) {
      judgement.fault(
          Fault.of(
                  "the partition shares System V objects and message queues",
                  Asked.evidence(unit, asked.get()))
              .with(WithoutOption.mend(unit, asked.get())));
    } else {
      judgement.holds(Asked.not(unit, "no --ipc=host"));
    }
    if (view.live().isPresent()) {
      var hosts = Optional.ofNullable(view.live().get().hostNamespaces().get("ipc"));
      for (var process : view.live().get().processes()) {
        var own = Optional.ofNullable(process.namespaces().get("ipc"));
        if (own.isPresent() && own.equals(hosts)) {
          judgement.fault(
              Fault.of(
                  "a process inside is in the host's IPC namespace",
                  Evidence.process(process.pid(), process.name(), "ipc:[" + own.get() + "]")));
        }
      }
    }
    return judgement.verdict("");
  }
}
