package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import java.util.Optional;

/** The partition dies before the host when memory is short. */
final class OomScore {
  static final Rule RULE =
      Rule.named("oom-score")
          .title("The partition's OOM score lies above that of the host's services")
          .against(Interference.MEMORY)
          .harm(
              "When the machine is out of memory, the kernel ends a process of the ASIL side first.")
          .rationale(
              """
              The kernel ends the process with the most memory, to which it adds oom_score_adj thousandths of all \
              memory. The host's services have 0, so the partition needs more.\
              """)
          .sources(
              "proc_pid_oom_score_adj(5)",
              "systemd.exec(5), OOMScoreAdjust=",
              "podman-run(1), --oom-score-adj")
          .how("OOMScoreAdjust= of [Service], or --oom-score-adj of the effective podman run.")
          .proves(
              "What the partition is started with makes it go before services of the same size.")
          .doesNotProve(
              "That a small process of it goes before a service that is half a machine larger; see the rule about "
                  + "what runs.")
          .mend("set OOMScoreAdjust=500 in a drop-in, then `qm restart`")
          .check(OomScore::check);

  private OomScore() {}

  /** What files ask for; nothing where none does, or it is no number. */
  static Optional<Long> asked(Described unit) {
    var option = unit.options().last("oom-score-adj").map(it -> it.value());
    var text = option.or(() -> unit.last("Service", "OOMScoreAdjust").map(it -> it.value()));
    var number = ControlFile.number(text.orElse("").strip());
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  private static Verdict check(PartitionView view) {
    var unit = view.partition();
    var asked = asked(unit);
    var option = unit.options().last("oom-score-adj");
    var entry = unit.last("Service", "OOMScoreAdjust");
    var evidence =
        option
            .map(it -> Asked.evidence(unit, it))
            .or(() -> entry.map(Evidence::of))
            .orElse(Asked.unset(unit, "Service", "OOMScoreAdjust"));
    if (asked.isEmpty() && (option.isPresent() || entry.isPresent())) {
      return new Judgement().unknown(evidence.value() + " is no number").verdict("");
    }
    if (asked.orElse(0L) > 0) {
      return Verdict.pass(evidence);
    }
    return Verdict.fail(
        Fault.of("the partition's score is no higher than the host's services have", evidence)
            .with(
                option.isPresent()
                    ? WithoutOption.mend(unit, option.get())
                    : Optional.of(Mend.ofPartition("Service", "OOMScoreAdjust", "500"))));
  }
}
