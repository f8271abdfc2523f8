package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;

/** The partition has mounts of its own. */
final class OwnMountNamespace {
  static final Rule RULE =
      Rule.named("mount-namespace")
          .title("The partition has a table of mounts of its own")
          .against(Interference.STORAGE)
          .harm("Root inside unmounts and covers file systems that the ASIL side works on.")
          .rationale(
              """
              A mount namespace is what a process sees as files; in the host's, a mount made inside is there for all.\
              """)
          .sources("mount_namespaces(7)")
          .how(
              """
              While it runs, /proc/PID/ns/mnt of its PID 1 against the host's. Podman has no option to share it.\
              """)
          .proves("The table of mounts that is changed inside is the partition's.")
          .doesNotProve("That no single mount passes changes on; see mount-propagation.")
          .mend("`qm restart`: Podman always makes one")
          .check(new OwnNamespace("mount", "mnt")::check);

  private OwnMountNamespace() {}
}
