package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedCountsTest {
  private static final String PARTITION =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             32768                32768                processes
      Max pending signals       100                  2048                 signals
      Max msgqueue size         409600               409600               bytes
      Max nice priority         0                    0
      """;

  @Test
  void areBoundedByTheHardLimitsOfTheFirstProcess() {
    var own =
        """
        Max pending signals       95000                95000                signals
        Max msgqueue size         unlimited            unlimited            bytes
        """;

    assertThat(SharedCounts.options(PARTITION, own))
        .containsExactly("--msgqueue=409600:409600", "--sigpending=2048:2048");
  }

  @Test
  void areNeverRaised() {
    var own =
        """
        Max pending signals       1000                 1000                 signals
        Max msgqueue size         409600               409600               bytes
        """;

    assertThat(SharedCounts.options(PARTITION, own)).isEmpty();
  }

  @Test
  void staySoWhereThePartitionHasNoLimit() {
    assertThat(SharedCounts.options("Max msgqueue size   unlimited   unlimited   bytes\n", ""))
        .isEmpty();
    assertThat(SharedCounts.options("Max msgqueue size\n", "")).isEmpty();
  }
}
