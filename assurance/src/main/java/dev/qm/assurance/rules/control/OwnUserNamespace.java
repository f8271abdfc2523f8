package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.RunningNamespace;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;

/** Root inside is nobody outside. */
final class OwnUserNamespace {
  static final Rule RULE =
      Rule.named("user-namespace")
          .title("Root inside is nobody outside")
          .against(Interference.CONTROL)
          .harm(
              """
              A hostile root inside writes kernel settings, mounts the kernel's file systems and arrives as root where it escapes.\
              """)
          .rationale(
              """
              What capabilities do is bounded by the user namespace that owns the thing. Without one of its own the partition's root is the host's, and docs/architecture.md, what the plain mode leaves open, lists what that means.\
              """)
          .sources("user_namespaces(7)", "podman-run(1), --uidmap and --userns")
          .how(
              """
              --uidmap, --gidmap, --userns and --subuidname of the effective podman run; while it runs, /proc/PID/ns/user of its PID 1 against the host's.\
              """)
          .proves("Capabilities inside count on nothing that the host owns.")
          .doesNotProve("Which ids of the host those inside are; see user-ids.")
          .mend(
              """
              on a machine with cgroup v2 and Podman 4.5: `qm setup --isolation user-namespace`, then `qm restart`\
              """)
          .check(OwnUserNamespace::check);

  private OwnUserNamespace() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var ids = Walls.userNamespace(view);
    if (ids.isPresent()) {
      judgement.holds(ids.get());
    } else {
      judgement.fault(
          Fault.of("root inside is root on the host: " + open(view), Walls.plain(view)));
    }
    new RunningNamespace("user")
        .judge(judgement, view, "the running partition has the host's user ids");
    return judgement.verdict("");
  }

  private static String open(PartitionView view) {
    return Walls.policy(view).isPresent()
        ? "SELinux is the only wall before its capabilities"
        : "a file of uid 0 on a shared mount is its own, and every capability counts";
  }
}
