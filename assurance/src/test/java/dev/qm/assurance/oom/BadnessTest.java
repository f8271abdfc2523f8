package dev.qm.assurance.oom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Version;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's formula, case by case as its C works them out. */
class BadnessTest {
  /** 24684092 kB in pages of 4 KiB. */
  private static final long TOTAL = 6_171_023;

  @ParameterizedTest
  @CsvSource({
    // pages, adj, badness, oom_score
    "0, 0, 0, 666",
    "1, 0, 1, 666",
    "6172, 0, 6172, 667",
    "30000, 0, 30000, 669",
    "1000, 500, 3086500, 1000",
    "1000, 750, 4629250, 1166",
    "6171023, 1000, 12342023, 1999",
    "1000, -500, -3084500, 334",
    // C rounds towards zero, not down
    "100, -1, -6071, 666",
    "0, -999, -6164829, 1",
  })
  void badnessAndScoreAreTheKernels(long pages, int adjust, long badness, long score) {
    var kernel = new Badness(TOTAL, Arithmetic.SIGNED);

    assertThat(kernel.of(pages, adjust)).isEqualTo(badness);
    assertThat(kernel.score(badness)).isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 0",
    "30000, 0, 30000, 4",
    "1000, 500, 3086500, 500",
    "1000, -500, 1, 0",
    "0, -999, 1, 0",
  })
  void beforeLinux59WhatIsBelowOneCountsAsOne(long pages, int adjust, long badness, long score) {
    var kernel = new Badness(TOTAL, Arithmetic.CLAMPED);

    assertThat(kernel.of(pages, adjust)).isEqualTo(badness);
    assertThat(kernel.score(badness)).isEqualTo(score);
  }

  @Test
  void whichOneAKernelHasIsSaidByItsVersion() {
    assertThat(Arithmetic.of(new Version(5, 8, 18))).isEqualTo(Arithmetic.CLAMPED);
    assertThat(Arithmetic.of(new Version(5, 9, 0))).isEqualTo(Arithmetic.SIGNED);
    assertThat(Arithmetic.of(new Version(6, 18, 44))).isEqualTo(Arithmetic.SIGNED);
  }

  @Property
  void theSuggestedAdjustmentIsTheHighestThatWeighsLess(
      @ForAll @LongRange(min = 2000, max = 1L << 32) long total,
      @ForAll @LongRange(max = 1L << 31) long pages,
      @ForAll @LongRange(min = -1L << 31, max = 1L << 32) long other) {
    var kernel = new Badness(total, Arithmetic.SIGNED);

    var adjust = kernel.below(other, pages);

    assertThat(adjust).isBetween(-999, 1000);
    if (adjust > -999) {
      assertThat(kernel.of(pages, adjust)).isLessThan(other);
    }
    if (adjust < 1000) {
      assertThat(kernel.of(pages, adjust + 1)).isGreaterThanOrEqualTo(other);
    }
  }

  @Property
  void aHigherScoreNeverDiesLater(
      @ForAll @LongRange(max = 1L << 32) long total,
      @ForAll @LongRange(max = 1L << 31) long pages,
      @ForAll @IntRange(min = -999, max = 999) int adjust,
      @ForAll Arithmetic arithmetic) {
    var kernel = new Badness(total, arithmetic);

    assertThat(kernel.of(pages, adjust + 1)).isGreaterThanOrEqualTo(kernel.of(pages, adjust));
    assertThat(kernel.of(pages + 1, adjust)).isGreaterThanOrEqualTo(kernel.of(pages, adjust));
  }
}
