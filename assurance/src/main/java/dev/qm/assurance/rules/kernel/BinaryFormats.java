package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;

/** Which program runs which file is the host's to say. */
final class BinaryFormats {
  static final Rule RULE =
      Rule.named("binary-formats")
          .title("The partition cannot register interpreters for the host's programs")
          .against(Interference.CONTROL)
          .harm(
              "Software inside makes the kernel run a program of the partition's in place of one of the host's.")
          .rationale(
              """
              Root with sys_admin that counts on the host mounts binfmt_misc and registers an interpreter, with flag F one that \
              is opened at once and runs in every namespace. In a user namespace the mount is refused, or since Linux 6.7 \
              shows a list of its own.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/binfmt-misc.rst",
              "docs/architecture.md, What the plain mode leaves open")
          .how(
              "Whether there is a wall: a user namespace, SELinux enforcing with type qm_t, or no capability sys_admin.")
          .proves("What is registered inside, if anything, is for the partition's own programs.")
          .doesNotProve("What the host itself has registered.")
          .mend("use the user namespace, or SELinux enforcing")
          .check(BinaryFormats::check);

  private BinaryFormats() {}

  private static Verdict check(PartitionView view) {
    var walls = Walls.beforeTheKernelsFiles(view);
    return walls.isEmpty()
        ? Verdict.fail(
            Fault.of(
                "root inside can mount binfmt_misc and register interpreters", Walls.plain(view)))
        : new Verdict.Pass(walls);
  }
}
