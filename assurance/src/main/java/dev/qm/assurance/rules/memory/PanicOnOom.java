package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** Memory that is short ends processes, not the machine. */
final class PanicOnOom {
  private static final String SETTING = "vm.panic_on_oom";

  static final Rule RULE =
      Rule.named("panic-on-oom")
          .title("The kernel does not panic when the partition is out of memory")
          .against(Interference.CONTROL)
          .harm("A process inside that reaches the partition's bound stops the whole machine.")
          .rationale(
              """
              With 2 the kernel panics also when a control group is out of memory, which any software inside can bring \
              about; with 1 when the machine is.\
              """)
          .sources("Linux, Documentation/admin-guide/sysctl/vm.rst, panic_on_oom")
          .how("vm.panic_on_oom of the running kernel.")
          .proves("Being out of memory ends processes only.")
          .doesNotProve("Which processes; see the rules about their order.")
          .mend("set vm.panic_on_oom=0 in /etc/sysctl.d, and with sysctl(8)")
          .check(PanicOnOom::check);

  private PanicOnOom() {}

  private static Verdict check(PartitionView view) {
    var value = view.machine().sysctl(SETTING);
    if (value.isEmpty()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(SETTING), value.get());
    return value.get().equals("0")
        ? Verdict.pass(evidence)
        : Verdict.fail(Fault.of("the kernel panics when memory is short", evidence));
  }
}
