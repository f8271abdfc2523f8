package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;

/** Categories are what keeps containers apart that have one type. */
final class Level {
  static final Rule RULE =
      Rule.named("selinux-level")
          .title("The partition has no category")
          .against(Interference.EXCHANGE)
          .harm(
              "Its categories cover those of a container, and what only they keep apart is open to it.")
          .rationale(
              """
              A level with categories dominates every object that has some of them: with c0.c1023 those of all \
              containers. Without a level Podman takes two by chance.\
              """)
          .sources("podman-run(1), --security-opt label=level", "docs/selinux.md")
          .how("The label of the effective podman run; while it runs, the level of PID 1.")
          .proves("The partition's own processes dominate no category.")
          .doesNotProve("Anything about the categories that its Podman gives its containers.")
          .mend("say SecurityLabelLevel=s0, then `qm restart`")
          .check(Level::check);

  private static final String LEVEL = "s0";

  private Level() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    var judgement = new Judgement();
    SecondWall.judge(
        judgement,
        view,
        "level",
        "SecurityLabelLevel",
        LEVEL,
        "the partition is not started with the level s0");
    if (view.live().isPresent()) {
      var first = view.live().get().first();
      var parts = KernelText.split(first.label().orElse(""), ':');
      if (parts.size() < 4) {
        judgement.unknown("the level of PID 1 cannot be read");
      } else if (parts.size() > 4 || !parts.get(3).equals(LEVEL)) {
        judgement.fault(
            Fault.of("PID 1 has another level than s0", SecondWall.label(first))
                .advised("`qm restart`"));
      } else {
        judgement.holds(SecondWall.label(first));
      }
    }
    return judgement.verdict("");
  }
}
