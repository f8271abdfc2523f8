package dev.qm.assurance.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.report.MeasuredSamples;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.verify.Acceptances;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table has no silent hole. */
class TraceTest {
  @TempDir Path folder;
  private Report report;

  @BeforeEach
  void judgeAMachine() throws Exception {
    report =
        Report.of(
            GoldenCase.of(folder, "report.case").view(),
            Rules.all(),
            new Acceptances(List.of(), List.of()),
            () -> LocalDate.of(2026, 3, 9));
  }

  @Test
  void everyRuleEveryFaultAndEveryResultIsInIt() {
    var campaign = MeasuredSamples.campaign();
    var rows = Trace.of(report, MeasuredSamples.faults(), Optional.of(campaign)).rows();

    assertThat(rows)
        .extracting(TraceRow::wall)
        .containsAll(Rules.all().stream().map(it -> it.id()).toList());
    assertThat(rows)
        .extracting(TraceRow::faultId)
        .containsAll(MeasuredSamples.faults().stream().map(Fault::id).toList())
        .containsAll(campaign.faults().stream().map(FaultResult::fault).toList());
    assertThat(rows)
        .extracting(TraceRow::interference)
        .containsAll(List.of(Interference.values()).stream().map(Optional::of).toList());
  }

  @Test
  void whateverIsMissingInALineIsAGapOfIt() {
    var trace = Trace.of(report, MeasuredSamples.faults(), Optional.of(MeasuredSamples.campaign()));

    for (var row : trace.rows()) {
      var missing =
          row.fault().isEmpty()
              || row.rule().isEmpty()
              || row.measured().isEmpty()
              || row.interference().isEmpty();
      assertThat(!missing || !row.gaps().isEmpty()).as(row.wall() + " " + row.faultId()).isTrue();
    }
    assertThat(gaps(trace, "memory-hog")).isEmpty();
    assertThat(gaps(trace, "sync-loop")).containsExactly(Gap.NO_WALL);
    assertThat(gaps(trace, "rtnl-storm")).contains(Gap.UNKNOWN_RULE);
    assertThat(gaps(trace, "starved")).contains(Gap.NOT_JUDGED);
    assertThat(gaps(trace, "panic")).contains(Gap.NOT_MEASURED);
    assertThat(gaps(trace, "of-before")).containsExactly(Gap.UNKNOWN_FAULT);
    assertThat(trace.strangers()).hasSize(1);
  }

  @Test
  void withoutACampaignAndWithoutFaultsNothingIsShownAndAllSaysSo() {
    var trace = Trace.of(report, List.of(), Optional.empty());

    assertThat(trace.whole()).isZero();
    assertThat(trace.gaps()).containsEntry(Gap.NO_FAULT, trace.rows().size());
    assertThat(trace.rows()).allMatch(it -> it.gaps().contains(Gap.NO_FAULT));

    var nothing = Trace.of(new Report(List.of(), List.of(), false, 0), List.of(), Optional.empty());
    assertThat(nothing.rows()).hasSize(Interference.values().length);
    assertThat(nothing.rows()).allMatch(it -> it.gaps().equals(List.of(Gap.NOTHING)));
  }

  private static List<Gap> gaps(Trace trace, String fault) {
    return trace.rows().stream()
        .filter(it -> it.faultId().equals(fault))
        .flatMap(it -> it.gaps().stream())
        .toList();
  }
}
