package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BinomialTest {
  @Property(tries = 300)
  void isTheSumOfItsTerms(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 0, max = 60) int k,
      @ForAll @IntRange(min = 1, max = 999) int thousandths) {
    var p = thousandths / 1000.0;
    var sum = summed(n, Math.min(k, n + 1), p);

    assertThat(Binomial.atLeast(n, Math.min(k, n + 1), p)).isCloseTo(sum, within(1e-11));
    assertThat(Binomial.below(n, Math.min(k, n + 1), p)).isCloseTo(1 - sum, within(1e-11));
  }

  @Property(tries = 50)
  void bothTailsOfTenMillionAddUpToOne(@ForAll @IntRange(min = 9_989_000, max = 9_991_000) int k) {
    assertThat(Binomial.atLeast(10_000_000, k, 0.999) + Binomial.below(10_000_000, k, 0.999))
        .isCloseTo(1, within(1e-7));
  }

  @Example
  void smallTailsKeepTheirDigits() {
    // 0.5^60, where 1 - x would have none left
    assertThat(Binomial.atLeast(60, 60, 0.5)).isCloseTo(Math.pow(0.5, 60), within(1e-30));
    assertThat(Binomial.below(60, 1, 0.5)).isCloseTo(Math.pow(0.5, 60), within(1e-30));
  }

  @Example
  void theGammaFunctionOfWholeNumbersIsAFactorial() {
    var factorial = 0.0;
    for (var i = 1; i <= 170; i++) {
      assertThat(Binomial.logGamma(i)).isCloseTo(factorial, within(1e-10));
      factorial += Math.log(i);
    }
    assertThat(Binomial.logGamma(0.5)).isCloseTo(Math.log(Math.sqrt(Math.PI)), within(1e-12));
  }

  @Example
  void itsInverseGivesStudentsTOfTheTables() {
    var tabulated = new double[] {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};
    for (var freedom = 1; freedom <= tabulated.length; freedom++) {
      var x = Binomial.inverse(freedom / 2.0, 0.5, 0.05);
      assertThat(Math.sqrt(freedom * (1 - x) / x))
          .isCloseTo(tabulated[freedom - 1], within(0.0006));
    }
  }

  private static double summed(int n, int k, double p) {
    var hit = BigDecimal.valueOf(p);
    var miss = BigDecimal.ONE.subtract(hit);
    var sum = BigDecimal.ZERO;
    var ways = BigDecimal.ONE;
    for (var i = 0; i <= n; i++) {
      if (i >= k) {
        sum = sum.add(ways.multiply(hit.pow(i)).multiply(miss.pow(n - i)), MathContext.DECIMAL128);
      }
      ways =
          ways.multiply(BigDecimal.valueOf(n - i))
              .divide(BigDecimal.valueOf(i + 1), MathContext.UNLIMITED);
    }
    return sum.doubleValue();
  }
}
