package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;

/** Scores count. */
final class OomKillAllocatingTask {
  static final Rule RULE =
      Rule.named("oom-kill-allocating-task")
          .title("The kernel ends who has the highest score, not who asks")
          .against(Interference.MEMORY)
          .harm(
              "The partition fills the memory, the ASIL side asks for a page, and is ended for it.")
          .rationale(
              """
              With vm.oom_kill_allocating_task the kernel, when the machine is out of memory, ends the process that \
              asked, whatever its score, unless that is -1000.\
              """)
          .sources("Linux, Documentation/admin-guide/sysctl/vm.rst, oom_kill_allocating_task")
          .how("vm.oom_kill_allocating_task of the running kernel.")
          .proves("The order of scores decides.")
          .doesNotProve("That the scores are well; see the rules about them.")
          .mend("set vm.oom_kill_allocating_task=0 in /etc/sysctl.d, and with sysctl(8)")
          .check(
              new SettingCheck(
                  "vm.oom_kill_allocating_task",
                  "0"::equals,
                  "the kernel ends whoever asks for memory, whatever its score"));

  private OomKillAllocatingTask() {}
}
