package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.OpenOptions;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** What the options of the containers inside are stands in their files. */
final class LiteralOptions {
  static final Rule RULE =
      Rule.named("nested-options-literal")
          .title("Every option of a container inside is written out in its files")
          .against(Interference.CONTROL)
          .harm(
              "A variable becomes --privileged or the door to a channel, and no rule about containers inside has"
                  + " read it.")
          .rationale(
              """
              The systemd inside puts specifiers and variables into the command that Quadlet makes, as the host's does. \
              The partition's own walls still hold, but what stands before them is not to be judged.\
              """)
          .sources(OpenOptions.sources())
          .how(
              """
              Each word of the podman run of each quadlet inside, as options-literal does it. For a user's quadlet only \
              the unit's name and the folder of a home are known; of a template no instance is.\
              """)
          .proves(
              "What the rules about containers inside judge are all options that Podman is given.")
          .doesNotProve("Anything about containers that somebody starts by hand.")
          .mend(
              "write what it stands for in place of the variable or the specifier; of a template, a quadlet for each"
                  + " instance")
          .check(LiteralOptions::check);

  private LiteralOptions() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var unit : nested.containers()) {
      OpenOptions.of(unit).forEach(judgement::fault);
    }
    return nested.verdict(judgement, view);
  }
}
