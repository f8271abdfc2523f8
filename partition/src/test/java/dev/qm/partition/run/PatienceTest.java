package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The time that counts is that in which the processors were there for the partition. */
class PatienceTest {
  private static final Patience.Sample BEGIN =
      new Patience.Sample(0, 1_000, 500, OptionalLong.of(7_000_000));

  @Test
  void onAQuietMachineAllTimeCounts() {
    // 200 ticks of two processors in a second: the partition works on one, the other has nothing
    assertThat(new Patience.Sample(1, 1_200, 600, OptionalLong.of(8_000_000)).share(BEGIN))
        .isEqualTo(1);
  }

  @Test
  void whileOthersHaveAllProcessorsNoneCounts() {
    assertThat(new Patience.Sample(1, 1_200, 500, OptionalLong.of(7_000_000)).share(BEGIN))
        .isZero();
  }

  @Test
  void whatThePartitionGetsBesideOthersCounts() {
    assertThat(new Patience.Sample(1, 1_200, 500, OptionalLong.of(7_500_000)).share(BEGIN))
        .isCloseTo(0.25, within(1e-9));
  }

  @Test
  void whereNobodyCountsThePartitionsTimeAllOfItCounts() {
    var unknown = new Patience.Sample(1, 1_200, 500, OptionalLong.empty());

    assertThat(unknown.share(BEGIN)).isEqualTo(1);
  }

  @Test
  void betweenTwoTicksTimeCounts() {
    assertThat(BEGIN.share(BEGIN)).isEqualTo(1);
  }

  @Test
  void theFirstLineOfTheFileIsAllProcessors() {
    var stat = "cpu  10 20 30 400 50 6 7 8 1 1\ncpu0 5 10 15 200 25 3 3 4 0 0\nbtime 1\n";

    assertThat(Patience.sample(9, stat, OptionalLong.of(11)))
        .isEqualTo(new Patience.Sample(9, 531, 450, OptionalLong.of(11)));
  }

  @Property
  void aShareIsBetweenNoneAndAll(
      @ForAll @LongRange(min = 0, max = 10_000) long all,
      @ForAll @LongRange(min = 0, max = 10_000) long idle,
      @ForAll @LongRange(min = 0, max = 100_000_000) long own) {
    var now = new Patience.Sample(1, 1_000 + all, 500 + idle, OptionalLong.of(7_000_000 + own));

    assertThat(now.share(BEGIN)).isBetween(0.0, 1.0);
  }
}
