package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeltTest {
  @Test
  void timesHaveThreeDigitsAndTheUnitThatFits() {
    assertThat(Felt.time(0)).isEqualTo("0 ns");
    assertThat(Felt.time(999)).isEqualTo("999 ns");
    assertThat(Felt.time(1_000)).isEqualTo("1.00 \u00b5s");
    assertThat(Felt.time(12_345)).isEqualTo("12.3 \u00b5s");
    assertThat(Felt.time(999_700)).isEqualTo("1.00 ms");
    assertThat(Felt.time(123_456_789)).isEqualTo("123 ms");
    assertThat(Felt.time(7_200_000_000_000L)).isEqualTo("7200 s");
  }

  @Test
  void quantilesAreSaidAsTheFieldSaysThem() {
    assertThat(Felt.quantile(0.5)).isEqualTo("p50");
    assertThat(Felt.quantile(0.999)).isEqualTo("p99.9");
    assertThat(Felt.quantile(1)).isEqualTo("p100");
  }

  @Test
  void aPageHasNoNameThatLeavesItsFolder() {
    assertThat(FaultPage.place("rtnl-storm", 3)).isEqualTo("faults/rtnl-storm.html");
    assertThat(FaultPage.place("../../etc/x", 3)).isEqualTo("faults/FAULT-3.html");
    assertThat(FaultPage.place("", 3)).isEqualTo("faults/FAULT-3.html");
  }
}
