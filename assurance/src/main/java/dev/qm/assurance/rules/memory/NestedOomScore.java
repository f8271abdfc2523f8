package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.Optional;

/** What runs in containers of the partition dies before the partition itself. */
final class NestedOomScore {
  static final Rule RULE =
      Rule.named("oom-score-nested")
          .title("Containers inside have a higher OOM score than the partition")
          .against(Interference.MEMORY)
          .harm(
              "At the partition's bound the kernel ends its systemd instead of the app that leaks, and all of it "
                  + "stops and starts again beside the ASIL side.")
          .rationale(
              """
              containers.conf of the partition gives each container a score. Without one they have the partition's own, \
              and the largest process goes, whatever it is.\
              """)
          .sources("containers.conf(5), oom_score_adj", "proc_pid_oom_score_adj(5)")
          .how(
              "oom_score_adj in containers.conf of the partition and its parts, --oom-score-adj of its quadlets, "
                  + "against the partition's score.")
          .proves("Containers that are started by these files go first.")
          .doesNotProve(
              "That the Podman inside knows the setting, as 4.3 does not, and that nobody asks for less by hand; see "
                  + "the rule about what runs.")
          .mend(
              "set oom_score_adj = 750 under [containers] in /etc/containers/containers.conf.d of the partition")
          .check(NestedOomScore::check);

  private NestedOomScore() {}

  /** What containers.conf gives them. */
  static Optional<Long> asked(PartitionView view) {
    var number = line(view).map(entry -> ControlFile.number(entry.value())).stream().findFirst();
    return number.isPresent() && number.get().isPresent()
        ? Optional.of(number.get().getAsLong())
        : Optional.empty();
  }

  private static Optional<Entry> line(PartitionView view) {
    return view.declared().nestedConf().last("containers", "oom_score_adj");
  }

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var own = OomScore.asked(view.partition()).orElse(0L);
    var line = line(view);
    var score = asked(view).orElse(own);
    if (score > own && line.isPresent()) {
      judgement.holds(Evidence.of(line.get()));
    } else {
      judgement.fault(
          Fault.of(
              "containers inside have no higher score than the partition's " + own,
              line.map(Evidence::of)
                  .orElse(
                      Evidence.missing(
                          Path.of(
                              view.declared().spec().layout().etc(), "containers/containers.conf"),
                          "no oom_score_adj"))));
    }
    for (var nested : view.declared().nested()) {
      var option = nested.options().last("oom-score-adj");
      if (option.isPresent() && ControlFile.number(option.get().value()).orElse(own) <= own) {
        judgement.fault(
            Fault.of(
                    nested.name() + " asks for no higher score than the partition's " + own,
                    Asked.evidence(nested, option.get()))
                .with(WithoutOption.mend(nested, option.get(), Place.PARTITION)));
      }
    }
    return judgement.verdict("");
  }
}
