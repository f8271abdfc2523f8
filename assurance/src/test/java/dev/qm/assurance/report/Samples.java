package dev.qm.assurance.report;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.verify.Acceptance;
import dev.qm.assurance.verify.Acceptances;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.view.GoldenCase;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A machine with something of everything: the rules' own verdicts, and some that are made up. */
final class Samples {
  static final ReportFacts FACTS =
      new ReportFacts(ZonedDateTime.of(2026, 3, 9, 14, 5, 0, 0, ZoneOffset.UTC), "ecu-17", "0.1.0");

  static final List<String> ASIL_UNITS =
      List.of("brake-monitor.service", "steering-watchdog.service", "lane-keeping.service");

  private static final LocalDate TODAY = LocalDate.of(2026, 3, 9);

  private Samples() {}

  /** The machine of {@code report.case}. */
  static PartitionView view(Path folder) throws Exception {
    return GoldenCase.of(folder, "report.case").view();
  }

  static SystemPicture picture(Path folder) throws Exception {
    return SystemPicture.of(view(folder), ASIL_UNITS);
  }

  /** More than there is room for, of names that need more room than they should. */
  static SystemPicture crowded() {
    var names = new ArrayList<String>();
    var crossings = new ArrayList<SystemPicture.Crossing>();
    for (var i = 0; i < 10; i++) {
      for (var letter : List.of("W", "\u6f22", "\ud83d\ude97")) {
        var name = letter.repeat(60) + i;
        names.add(name);
        for (var kind : Interference.values()) {
          crossings.add(new SystemPicture.Crossing(kind, name, List.of()));
        }
      }
    }
    return new SystemPicture(
        names,
        names,
        names.getFirst(),
        "user ids of its own",
        names,
        OptionalInt.of(1234),
        crossings);
  }

  static Report report(PartitionView view) {
    var dropIn =
        view.declared().spec().root().at("/etc/containers/systemd/qm.container.d/50-mine.conf");
    // these, whatever others come to be: the picture in docs/verify.md is made of them
    var rules = new ArrayList<Rule>();
    for (var id : List.of("memory-bound", "panic-on-oom", "pid-namespace")) {
      rules.add(Rules.named(id).orElseThrow());
    }
    rules.add(
        rule(
            "camera-node",
            Interference.DEVICES,
            Verdict.fail(
                new Fault(
                    "the camera is the ASIL side's too",
                    List.of(
                        Evidence.at(new Origin(dropIn, 9), "AddDevice=/dev/video0"),
                        Evidence.kernel("/proc/driver/video0", "owner: lane-keeping.service")),
                    "hand out `/dev/video1`, which nobody else drives",
                    Optional.of(Mend.ofPartition("Container", "AddDevice", "/dev/video1"))))));
    rules.add(
        rule(
            "sensor-folder",
            Interference.STORAGE,
            Verdict.fail(
                Fault.of(
                    "the partition may write to the sensors' folder",
                    Evidence.at(new Origin(dropIn, 6), "Volume=/srv/sensors:/srv/sensors")))));
    rules.add(
        rule(
            "rt-throttling",
            Interference.TIMING,
            new Verdict.NotJudged("only a running machine can tell")));
    rules.add(
        rule(
            "bluechi-agent",
            Interference.EXCHANGE,
            new Verdict.NotApplicable("no BlueChi agent is switched on")));
    rules.add(
        rule(
            "cpu-weight",
            Interference.TIMING,
            Verdict.pass(Evidence.kernel("/sys/fs/cgroup/qm.service/cpu.weight", "10"))));
    var named = Path.of("/etc/containers/systemd/qm.container.d/50-mine.conf");
    return Report.of(view, rules, acceptances(named), () -> TODAY);
  }

  private static Acceptances acceptances(Path dropIn) {
    var file = Path.of("/etc/qm-assurance/verify.d/sensors.conf");
    return new Acceptances(
        List.of(
            new Acceptance(
                "sensor-folder",
                dropIn.toString(),
                "the folder holds copies; its readers check a sum (SAF-412)",
                "A. Lindqvist, functional safety",
                LocalDate.of(2026, 9, 30),
                new Origin(file, 2),
                new Origin(file, 6))),
        List.of(
            new Problem(
                Problem.Severity.ERROR,
                "acceptance-invalid",
                new Origin(Path.of("/etc/qm-assurance/verify.d/old.conf"), 6),
                1,
                1,
                "Until=soon is no day",
                "so nothing is accepted by it",
                "write it as 2027-03-31")));
  }

  static Rule rule(String id, Interference kind, Verdict verdict) {
    return Rule.named(id)
        .title("What " + id + " is about is apart on both sides")
        .against(kind)
        .harm("Software inside disturbs what the ASIL side does with it.")
        .rationale("Two who drive one thing disturb each other.")
        .sources("ISO 26262-6:2018, D.2")
        .how("The effective `qm.container`.")
        .proves("Nobody else was given it.")
        .doesNotProve("That nobody takes it.")
        .mend("take it away, then `qm restart`")
        .check(_ -> verdict);
  }
}
