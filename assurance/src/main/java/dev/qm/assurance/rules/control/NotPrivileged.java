package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** No option takes all walls at once. */
final class NotPrivileged {
  static final Rule RULE =
      Rule.named("privileged")
          .title("The partition is not privileged")
          .against(Interference.CONTROL)
          .harm(
              """
              Root inside has every capability, every device, no label and the kernel's files to write.\
              """)
          .rationale(
              """
              With --privileged Podman gives all capabilities and, without a user namespace, all devices, takes the SELinux label and the masks of /proc and /sys away, and mounts /sys to be written.\
              """)
          .sources("podman-run(1), --privileged")
          .how("--privileged of the effective podman run.")
          .proves("No wall is missing for this option.")
          .doesNotProve("That no other option opens one of them; the other rules are about these.")
          .mend("take --privileged away, then `qm restart`")
          .check(NotPrivileged::check);

  private NotPrivileged() {}

  private static Verdict check(PartitionView view) {
    var on = Walls.privileged(view);
    return on.isPresent()
        ? Verdict.fail(
            Fault.of("the partition is privileged", Asked.evidence(view.partition(), on.get()))
                .with(WithoutOption.mend(view.partition(), on.get())))
        : Verdict.pass(Evidence.missing(view.partition().quadlet().file(), "no --privileged"));
  }
}
