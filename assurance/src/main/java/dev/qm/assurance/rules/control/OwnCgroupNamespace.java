package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;

/** The partition sees its own control groups only. */
final class OwnCgroupNamespace {
  static final Rule RULE =
      Rule.named("cgroup-namespace")
          .title("The partition sees no control group but its own")
          .against(Interference.CONTROL)
          .harm(
              """
              Root inside finds the groups of the ASIL side, and with a mount of cgroup changes their limits.\
              """)
          .rationale(
              """
              A mount of cgroup made inside begins at the root of the cgroup namespace: in the host's, that is all groups of the machine.\
              """)
          .sources("cgroup_namespaces(7)", "podman-run(1), --cgroupns")
          .how(
              """
              --cgroupns of the effective podman run, and its default; while it runs, /proc/PID/ns/cgroup of its PID 1 against the host's.\
              """)
          .proves("No path inside leads to a control group above the partition's own.")
          .doesNotProve(
              "That the limits of the own group cannot be changed: they stand one level above.")
          .mend("take --cgroupns away, or set it to private, then `qm restart`")
          .check(new OwnNamespace("cgroupns", "cgroup")::check);

  private OwnCgroupNamespace() {}
}
