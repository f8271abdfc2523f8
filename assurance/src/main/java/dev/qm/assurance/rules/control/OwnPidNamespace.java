package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;

/** Processes of the host are out of the partition's sight. */
final class OwnPidNamespace {
  static final Rule RULE =
      Rule.named("pid-namespace")
          .title("The partition has process numbers of its own")
          .against(Interference.CONTROL)
          .harm("Software inside ends, traces or slows down processes of the ASIL side.")
          .rationale(
              """
              A process can only name processes of its own namespace and of those below it. In the host's, root inside \
              may send signals to all of them.\
              """)
          .sources("pid_namespaces(7)", "podman-run(1), --pid", "ISO 26262-6:2018, D.2.2")
          .how(
              "--pid of the effective podman run; while it runs, /proc/PID/ns/pid of its PID 1 against the host's.")
          .proves("No process inside can name one of the host.")
          .doesNotProve("That no descriptor of a host's process was handed in.")
          .mend("take --pid away, then `qm restart`")
          .check(new OwnNamespace("pid", "pid")::check);

  private OwnPidNamespace() {}
}
