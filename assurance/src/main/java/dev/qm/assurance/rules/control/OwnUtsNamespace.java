package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;

/** The host keeps its name. */
final class OwnUtsNamespace {
  static final Rule RULE =
      Rule.named("uts-namespace")
          .title("The partition has a host name of its own")
          .against(Interference.CONTROL)
          .harm("Root inside renames the host, and what is bound to its name fails.")
          .rationale(
              """
              The host name and the domain name are those of a UTS namespace, and sys_admin in it changes them.\
              """)
          .sources("uts_namespaces(7)", "podman-run(1), --uts")
          .how(
              """
              --uts of the effective podman run; while it runs, /proc/PID/ns/uts of its PID 1 against the host's.\
              """)
          .proves("A change of the host name inside is seen inside only.")
          .doesNotProve("What name the partition gives itself on a network.")
          .mend("take --uts away, then `qm restart`")
          .check(new OwnNamespace("uts", "uts")::check);

  private OwnUtsNamespace() {}
}
