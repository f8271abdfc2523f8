package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.OpenBoolean;
import dev.qm.host.selinux.RunningPolicy;

/** What the distribution's policy opens to every process it opens to QM. */
final class OpenBooleans {
  static final Rule RULE =
      Rule.named("selinux-booleans")
          .title("No boolean opens to every process what QM must not have")
          .against(Interference.CONTROL)
          .harm(
              "QM has the kernel load modules, or fills the kernel's log, because every process may.")
          .rationale(
              """
              Rules for the attribute of all processes count for QM's too, and a boolean of the distribution's policy \
              can switch some on.\
              """)
          .sources("docs/selinux.md", "booleans(8)")
          .how("The values in /sys/fs/selinux/booleans of those that QM knows.")
          .proves("Those are off.")
          .doesNotProve("Anything about a boolean that is not known, or about rules without one.")
          .mend("switch it off with setsebool(8)")
          .check(OpenBooleans::check);

  private OpenBooleans() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL + " which booleans are on");
    }
    var judgement = new Judgement();
    var folder = "/sys/fs/selinux/booleans";
    for (var open : OpenBoolean.in(new RunningPolicy(view.machine().kernelRoot()))) {
      var evidence = Evidence.kernel(folder + "/" + open.name(), "1");
      switch (open.weight()) {
        case INTERFERENCE ->
            judgement.fault(
                Fault.of(open.name() + " is on: " + open.opens(), evidence).advised(open.mend()));
        case HARMLESS -> judgement.holds(evidence);
      }
    }
    judgement.holds(Evidence.kernel(folder, "no other known one is on"));
    return judgement.verdict("");
  }
}
