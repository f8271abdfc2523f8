package dev.qm.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void whatIsFoundBesideIsCountedToo() {
    var findings = new Findings(2, "channel", List.of());

    assertThat(findings.summary()).isEqualTo("no problem in 2 channels");
    assertThat(findings.summary(0, "finding")).isEqualTo("no problem in 2 channels");
    assertThat(findings.summary(1, "finding")).isEqualTo("1 finding in 2 channels");
    assertThat(findings.summary(2, "finding")).isEqualTo("2 findings in 2 channels");
  }
}
