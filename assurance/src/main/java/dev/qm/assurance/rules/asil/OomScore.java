package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.HostProcesses;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.util.List;
import java.util.Optional;

/** The order in which the kernel kills. */
final class OomScore {
  static final Rule RULE =
      Rule.named("asil-oom-score")
          .title("When the machine's memory is short, the ASIL side is the last to be killed")
          .against(Interference.MEMORY)
          .harm("The kernel ends a process of the ASIL side in place of one inside.")
          .rationale(
              """
              Without a limit in between the kernel kills by size and score in all of the machine. Below 0 a process comes \
              after the host's services, and after everything in the partition with its 500 and 750.\
              """)
          .sources(
              "proc_pid_oom_score_adj(5)",
              "systemd.exec(5), OOMScoreAdjust=",
              "docs/architecture.md, Limits")
          .how(
              "OOMScoreAdjust= of the units and --oom-score-adj of their containers; while the partition runs, the score of each process in their groups.")
          .proves("Each has -1 to -1000.")
          .doesNotProve(
              "That a process does not raise its own, and that memory is there when it asks.")
          .mend("write OOMScoreAdjust= with -1 to -1000 in [Service]")
          .check(view ->
              AsilUnits.each(
                  view,
                  (judgement, units, service) -> {
                    files(judgement, service);
                    if (view.live().isPresent()) {
                      live(judgement, view, units, service);
                    }
                  }));

  private OomScore() {}

  private static void files(Judgement judgement, AsilUnits.Service service) {
    var option = service.container().flatMap(it -> it.options().last("oom-score-adj"));
    var score =
        option
            .map(Options.Option::value)
            .or(() -> service.last("Service", "OOMScoreAdjust").map(Entry::value))
            .orElse("0");
    var evidence =
        option.isPresent()
            ? Asked.evidence(service.container().orElseThrow(), option.get())
            : service.evidence("Service", "OOMScoreAdjust");
    if (score.startsWith("-") && ControlFile.number(score).orElse(0) < 0) {
      judgement.holds(evidence);
    } else {
      judgement.fault(
          Fault.of(service.name() + " is not last to be killed", evidence)
              .with(mend(service, option)));
    }
  }

  /** What the container's own option says outweighs the service's. */
  private static Optional<Mend> mend(AsilUnits.Service service, Optional<Options.Option> option) {
    return option.isPresent()
        ? WithoutOption.mend(service.container().orElseThrow(), option.get())
        : Optional.of(
            new Mend(
                service.container().map(Described::name).orElse(service.name()),
                Mend.Place.HOST,
                List.of(new Mend.Setting("Service", "OOMScoreAdjust", "-500"))));
  }

  private static void live(
      Judgement judgement, PartitionView view, AsilUnits units, AsilUnits.Service service) {
    for (var process :
        HostProcesses.in(
            view.machine(),
            path ->
                units.side().hasGroup(path)
                    && KernelText.split(path, '/').contains(service.name()))) {
      var evidence =
          Evidence.process(
              process.pid(), process.name(), Integer.toString(process.oomScoreAdjust()));
      if (process.oomScoreAdjust() < 0) {
        judgement.holds(evidence);
      } else {
        judgement.fault(
            Fault.of("a process of " + service.name() + " is not last to be killed", evidence)
                .advised("restart " + service.name() + " with OOMScoreAdjust= below 0"));
      }
    }
  }
}
