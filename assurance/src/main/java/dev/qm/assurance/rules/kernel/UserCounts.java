package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;

/** Users inside are others than those outside. */
final class UserCounts {
  static final Rule RULE =
      Rule.named("user-counts")
          .title("No user inside has the number of a user outside")
          .against(Interference.CONTROL)
          .harm(
              "An app inside as user 1000 takes processes, pipe buffers and locked memory of a service of the host as user 1000.")
          .rationale(
              """
              The kernel counts processes (RLIMIT_NPROC), pages in pipes, locked memory and files on their way over sockets for \
              a user id. Without a user namespace one number is one user, inside and outside; root is exempt.\
              """)
          .sources("getrlimit(2)", "pipe(7), /proc files", "user_namespaces(7)", "credentials(7)")
          .how(
              "UIDMap= of the effective podman run; while it runs, /proc/PID/ns/user of its PID 1 against the host's.")
          .proves("What is counted for a user inside is no other user's outside.")
          .doesNotProve(
              "Anything of what is counted for whoever made the user namespace; each has a rule of its own.")
          .mend("use the user namespace")
          .check(UserCounts::check);

  private UserCounts() {}

  private static Verdict check(PartitionView view) {
    return Walls.userNamespace(view)
        .map(wall -> Verdict.pass(wall))
        .orElseGet(() ->
            Verdict.fail(
                Fault.of(
                    "users inside and outside with one number share their limits",
                    Walls.plain(view))));
  }
}
