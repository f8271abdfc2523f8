package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** The partition brings no module into the kernel by asking for a socket. */
final class ModuleAutoload {
  static final Rule RULE =
      Rule.named("module-autoload")
          .title("No socket that the partition asks for loads a kernel module")
          .against(Interference.CONTROL)
          .harm(
              """
              Any program inside brings rarely used code, with its mistakes, into the kernel that the ASIL \
              side runs on.\
              """)
          .rationale(
              """
              Who asks for a socket of a family or protocol that is not there has the kernel run modprobe as \
              root. The kernel asks for no capability. A kernel without modules, kernel.modules_disabled=1, \
              an empty kernel.modprobe and SELinux (module_request) refuse it.\
              """)
          .sources(
              "Linux, net/socket.c, __sock_create()",
              "Linux, Documentation/admin-guide/sysctl/kernel.rst, modprobe and modules_disabled")
          .how(
              """
              kernel.modules_disabled and kernel.modprobe of the running kernel, the filter of system calls \
              is not asked: it allows every family; SELinux, enforcing.\
              """)
          .proves("What runs inside cannot have a module loaded.")
          .doesNotProve("That all modules that are loaded already are free of mistakes.")
          .mend(
              """
              set kernel.modules_disabled=1 once the machine has started, or list the families in \
              modprobe.d(5) as not to be loaded and accept this rule\
              """)
          .check(ModuleAutoload::check);

  private ModuleAutoload() {}

  private static final String PROGRAM = "kernel.modprobe";
  private static final String DISABLED = "kernel.modules_disabled";

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var program = view.machine().sysctl(PROGRAM);
    if (program.isEmpty()) {
      return Verdict.pass(
          Evidence.kernel(Machine.sysctlFile(PROGRAM), "not there: this kernel loads no modules"));
    }
    if (program.get().isEmpty()) {
      return Verdict.pass(Evidence.kernel(Machine.sysctlFile(PROGRAM), "empty"));
    }
    var disabled = view.machine().sysctl(DISABLED).orElse("0");
    var evidence = Evidence.kernel(Machine.sysctlFile(DISABLED), disabled);
    if (disabled.equals("1")) {
      return Verdict.pass(evidence);
    }
    var policy = Walls.policy(view);
    return policy.isPresent()
        ? Verdict.pass(policy.get())
        : Verdict.fail(
            Fault.of(
                "a socket of a family that is not there loads a module",
                evidence,
                Evidence.kernel(Machine.sysctlFile(PROGRAM), program.get())));
  }
}
