package dev.qm.assurance.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of verdicts. */
class ReportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 9);

  @TempDir Path folder;

  @Test
  void placesAreAsTheMachineItselfHasThem() throws Exception {
    var golden = GoldenCase.of(folder, "memory-bound.fail");
    accept("memory-bound", "/etc/containers/systemd/qm.container.d/50-mine.conf");

    var report = report(golden, "memory-bound");

    for (var result : report.results()) {
      for (var fault : result.open()) {
        assertThat(fault.evidence()).noneMatch(it -> it.place().contains(folder.toString()));
        assertThat(fault.evidence()).allMatch(it -> it.place().startsWith("/"));
      }
    }
    assertThat(report.acceptances()).isEqualTo(1);
    report
        .problems()
        .forEach(it ->
            assertThat(it.origin().file().toString()).startsWith("/etc/qm-assurance/verify.d/"));
  }

  @Test
  void acceptancesAreCountedByThemselvesAndNotByRules() throws Exception {
    var golden = GoldenCase.of(folder, "asil-memory.fail");
    accept("asil-memory", "/etc/systemd/system/light.service:1");
    accept("asil-memory", "/etc/systemd/system/gone.service");

    var report = report(golden, "asil-memory");

    assertThat(report.acceptanceWords()).isEqualTo("1 of 2 acceptances used");
    assertThat(report.findings()).isEqualTo(1);
    assertThat(report.problems())
        .singleElement()
        .satisfies(
            it -> assertThat(it.mend()).contains("set Place= to what", "remove the file if"));
  }

  @Test
  void aMendThatThisMachineCannotCarryOutSaysSo() throws Exception {
    var golden = GoldenCase.of(folder, "user-namespace.fail");

    var advice = report(golden, "user-namespace").results().getFirst().open().getFirst().advice();

    // nothing in the case is a Podman or a crun
    assertThat(advice)
        .startsWith("this machine cannot give the partition a user namespace (")
        .contains("no Podman: ", "see `qm doctor`", "qm setup --isolation user-namespace");
  }

  private Report report(GoldenCase golden, String rule) throws Exception {
    var view = golden.view();
    return Report.of(
        view,
        List.of(Rules.named(rule).orElseThrow()),
        Acceptances.read(view.machine().root(), _ -> true),
        () -> TODAY);
  }

  private int count;

  private void accept(String rule, String place) throws Exception {
    var file = folder.resolve("etc/qm-assurance/verify.d/" + count++ + ".conf");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        [Accept]
        Rule=%s
        Place=%s
        Reason=a test
        Owner=the test
        Until=2999-01-01
        """
            .formatted(rule, place));
  }
}
