package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** The kernel does no work for the partition by merging its pages. */
final class SamePages {
  private static final String FILE = "/sys/kernel/mm/ksm/run";

  static final Rule RULE =
      Rule.named("same-page-merging")
          .title("The kernel does not merge equal pages")
          .against(Interference.TIMING)
          .harm(
              "Software inside makes a thread of the kernel compare pages all day, outside the partition's weight.")
          .rationale(
              """
              Any process may offer its pages to ksmd (madvise(2), MADV_MERGEABLE). The thread is the host's, so its \
              work has no weight of the partition's, and a merged page tells by the time of a write what others have.\
              """)
          .sources("Linux, Documentation/admin-guide/mm/ksm.rst", "madvise(2), MADV_MERGEABLE")
          .how(FILE + ".")
          .proves("ksmd sleeps.")
          .doesNotProve("Anything of other threads of the kernel that work for all.")
          .mend("write 0 into " + FILE + " at boot, and take away what starts ksmd")
          .check(SamePages::check);

  private SamePages() {}

  private static Verdict check(PartitionView view) {
    var value = view.machine().texts().word(FILE);
    if (value.isEmpty()) {
      return view.machine().isRunning()
          ? new Verdict.NotApplicable("this kernel merges no pages")
          : new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(FILE, value.get());
    return value.get().equals("1")
        ? Verdict.fail(Fault.of("ksmd merges pages that any process offers", evidence))
        : Verdict.pass(evidence);
  }
}
