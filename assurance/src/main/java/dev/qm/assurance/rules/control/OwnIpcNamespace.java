package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;

/** Message queues, semaphores and shared memory of the host are out of reach. */
final class OwnIpcNamespace {
  static final Rule RULE =
      Rule.named("ipc-namespace")
          .title("The partition has System V and POSIX message objects of its own")
          .against(Interference.EXCHANGE)
          .harm("Software inside reads and writes shared memory and queues of the ASIL side.")
          .rationale(
              """
              Shared memory segments, semaphores and message queues are found by their number in an IPC namespace; in the host's, root inside may open and remove all of them.\
              """)
          .sources("ipc_namespaces(7)", "podman-run(1), --ipc", "ISO 26262-6:2018, D.2.4")
          .how(
              """
              --ipc of the effective podman run; while it runs, /proc/PID/ns/ipc of its PID 1 against the host's.\
              """)
          .proves("No object of System V IPC and no POSIX message queue is shared with the host.")
          .doesNotProve("That no shared memory is a file on a mount that both sides have.")
          .mend("take --ipc away, then `qm restart`")
          .check(new OwnNamespace("ipc", "ipc")::check);

  private OwnIpcNamespace() {}
}
