package dev.qm.assurance.rules.asil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedCpusTest {
  @TempDir Path folder;

  @Test
  void whereNobodyReservesACoreThereIsNothingToPass() throws Exception {
    var golden = GoldenCase.of(folder, "asil-memory.fail");

    var verdict = ReservedCpus.RULE.judge(golden.view());

    assertThat(verdict).isInstanceOf(Verdict.NotApplicable.class);
    assertThat(verdict.reason()).contains("AllowedCPUs=");
  }
}
