package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;

/** What the partition only reserves takes nothing from others. */
final class Overcommit {
  static final Rule RULE =
      Rule.named("overcommit")
          .title(
              "Memory that the partition reserves and does not use is not counted against the host")
          .against(Interference.MEMORY)
          .harm(
              "Software inside maps much and uses none, and malloc and fork fail on the ASIL side.")
          .rationale(
              """
              With vm.overcommit_memory=2 the sum of all that is reserved on the machine has a limit, and reserving is \
              charged to no control group, so no bound of the partition holds it.\
              """)
          .sources(
              "Linux, Documentation/mm/overcommit-accounting.rst",
              "proc_sys_vm(5), overcommit_memory")
          .how("vm.overcommit_memory of the running kernel.")
          .proves("Reserving by one side does not make the other's fail.")
          .doesNotProve("That pages are there when they are used; see the rules about bounds.")
          .mend("set vm.overcommit_memory=0 in /etc/sysctl.d, and with sysctl(8)")
          .check(
              new SettingCheck(
                  "vm.overcommit_memory",
                  value -> !value.equals("2"),
                  "all that is reserved has one limit for both sides"));

  private Overcommit() {}
}
