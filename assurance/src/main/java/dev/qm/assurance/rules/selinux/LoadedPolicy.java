package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** A type that was made from this very text says which policy the kernel has. */
final class LoadedPolicy {
  static final Rule RULE =
      Rule.named("selinux-policy")
          .title("The kernel has the policy of this version of QM")
          .against(Interference.CONTROL)
          .harm(
              "The partition starts without a label of its own, or with rules that nobody has tested with it.")
          .rationale(
              """
              A label counts for what the loaded policy says of it. An older or a changed policy may allow what this \
              version's invariants forbid.\
              """)
          .sources("docs/selinux.md", "security_check_context(3)")
          .how(
              "The kernel is asked for a type whose name holds the digest of the policy's text in /usr/share/qm/selinux.")
          .proves("The kernel's policy was made from this text.")
          .doesNotProve("That no other module allows more: see selinux-invariants.")
          .mend("call `qm selinux install`")
          .check(LoadedPolicy::check);

  private LoadedPolicy() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL + " which policy it has");
    }
    var source = SecondWall.source(view);
    if (source.isEmpty()) {
      return new Verdict.NotJudged("the text of QM's policy is not in /usr/share/qm/selinux");
    }
    var state = source.get().stateIn(view.machine().selinux());
    var evidence = Evidence.kernel("/sys/fs/selinux/context", "policy " + state.words());
    return switch (state) {
      case CURRENT -> Verdict.pass(evidence);
      case OFF, MISSING -> Verdict.fail(Fault.of("the kernel's policy has no qm_t", evidence));
      case OTHER ->
          Verdict.fail(Fault.of("the kernel's policy of QM is not this version's", evidence));
    };
  }
}
