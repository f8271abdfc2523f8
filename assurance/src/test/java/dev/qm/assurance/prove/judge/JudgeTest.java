package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.judge.Judge.Judgement;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class JudgeTest {
  private static final Budget BUDGET =
      new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(50_000), 2);

  private static final Latencies STEADY = Measured.of(2000, () -> 20_000);

  private final Random random = new Random(3);
  private final Judge judge = new Judge(new Budgets(BUDGET, Map.of()));

  @Example
  void whatIsAsIdleHolds() {
    var judgement = judge(2, round -> quiet(20_000), round -> quiet(20_000));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.HELD);
    assertThat(judgement.decided()).isTrue();
    assertThat(judgement.verdict().quantile()).isEqualTo(0.999);
    assertThat(judgement.verdict().words())
        .startsWith("p99.9 took ")
        .contains(" under the fault and ", ") idle, ", "times idle's upper end");
  }

  @Example
  void whatIsTenTimesAsLongFailsOnceItIsFoundAgainInRoundsOfTheirOwn() {
    var trials = trials(4, round -> quiet(2000), round -> slower(2000, 10));
    var first = judge(trials.subList(0, 1));
    var second = judge(trials.subList(0, 2));
    var third = judge(trials.subList(0, 3));
    var fourth = judge(trials);

    assertThat(first.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(first.next()).isEqualTo(Next.ROUND);
    assertThat(first.verdict().words()).startsWith("one round alone does not make a failure: p9");
    assertThat(second.verdict().verdict()).isEqualTo(Outcome.SUSPECTED);
    assertThat(second.next()).isEqualTo(Next.CONFIRMATION);
    assertThat(second.verdict().words())
        .startsWith("found in 2 rounds, and to be found again in others: p9");
    assertThat(third.verdict().verdict()).isEqualTo(Outcome.SUSPECTED);
    assertThat(third.next()).isEqualTo(Next.CONFIRMATION);
    assertThat(third.verdict().words())
        .startsWith(
            "found in the first 2 rounds and not again in the 1 round after them; of all, p9");
    assertThat(fourth.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(fourth.decided()).isTrue();
    assertThat(fourth.verdict().ratio()).isBetween(8.0, 12.0);
    assertThat(fourth.verdict().words()).contains("beyond the bound of");
  }

  @Example
  void whatIsFoundInTwoRoundsAndInNoneOfThoseAfterThemIsNoFailure() {
    var trials = new ArrayList<>(trials(2, round -> quiet(2000), round -> slower(2000, 10)));
    trials.addAll(trials(2, round -> quiet(2000), round -> quiet(2000)));

    assertThat(judge(trials.subList(0, 2)).next()).isEqualTo(Next.CONFIRMATION);
    assertThat(judge(trials).verdict().verdict()).isEqualTo(Outcome.SUSPECTED);
    assertThat(judge(trials).next()).isEqualTo(Next.CONFIRMATION);
  }

  @Example
  void whatWasFoundTwiceStaysAFailureThoughTheRoundsAfterItAreQuiet() {
    var trials = new ArrayList<>(trials(4, round -> quiet(2000), round -> slower(2000, 10)));
    trials.addAll(trials(3, round -> quiet(2000), round -> quiet(2000)));

    var judgement = judge(trials);

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(judgement.decided()).isTrue();
  }

  /** As one they are so uneven that they are worth hardly a sample. */
  @Example
  void roundsThatFailByThemselvesFailThoughTheyAreUneven() {
    var missed = List.of(20, 20, 1990, 1990);

    var judgement =
        judge(
            4,
            round -> quiet(2000),
            round ->
                Measured.window(
                    quiet(2000 - missed.get(round)).readings().getFirst().latencies(),
                    0,
                    missed.get(round),
                    0));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(judgement.verdict().words())
        .startsWith(
            "found in the first 2 rounds, and again in the 2 rounds after them, of which 4000"
                + " tries were due under the fault: 3980 never began; ");
  }

  @Example
  void whatIsLongerWithinTheRatioIsDegraded() {
    var judgement = judge(3, round -> quiet(50_000), round -> slower(50_000, 1.25));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.DEGRADED);
    assertThat(judgement.verdict().words()).contains("within the bound of");
  }

  @Example
  void whatIsBelowTheFloorHoldsWhateverItWasWhenIdle() {
    var judgement =
        judge(
            2,
            round -> Measured.window(Measured.of(4000, () -> 500)),
            round -> Measured.window(Measured.of(4000, () -> 40_000)));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.HELD);
    assertThat(judgement.verdict().ratio()).isBetween(79.0, 81.0);
    assertThat(judgement.verdict().words()).endsWith("below the floor of 50 us");
  }

  @Example
  void nothingIsJudgedWhereIdleItselfChanges() {
    var trial = new Trial(quiet(4000), slower(4000, 3), slower(4000, 5));
    var judgement = judge.judge(Measured.PROBE, List.of(trial, copy(trial)), Optional.empty());

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judgement.decided()).isFalse();
    assertThat(judgement.verdict().words())
        .startsWith("p99.9 differs too much between idle before, ")
        .contains(" times, where 2 are let pass");
  }

  @Example
  void noiseDoesNotHideWhatIsFarBeyondIt() {
    var trial = new Trial(quiet(4000), slower(4000, 1000), slower(4000, 5));
    var judgement = judge(List.of(trial, copy(trial), copy(trial), copy(trial)));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
  }

  @Example
  void aStarvedFaultProvesNothingByWhatWasNotFelt() {
    var starved = Optional.of("it did 3 operations a second of at least 100");
    var quiet = judge.judge(Measured.PROBE, trials(2, r -> quiet(4000), r -> quiet(4000)), starved);
    var felt =
        judge.judge(Measured.PROBE, trials(4, r -> quiet(4000), r -> slower(4000, 9)), starved);

    assertThat(quiet.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(quiet.decided()).isTrue();
    assertThat(quiet.verdict().words()).contains("it did 3 operations a second of at least 100");
    assertThat(felt.verdict().verdict()).isEqualTo(Outcome.FAILED);
  }

  @Example
  void tooFewSamplesAreSaid() {
    var judgement = judge(1, round -> quiet(3), round -> quiet(3));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judgement.decided()).isFalse();
    assertThat(judgement.verdict().words())
        .startsWith("too few samples after 1 round: 3 under the fault and 6 idle");
  }

  @Example
  void aSlowProbeIsJudgedByTheQuantileThatItHasSamplesFor() {
    var judgement = judge(3, round -> quiet(20), round -> quiet(20));

    assertThat(judgement.verdict().quantile()).isLessThanOrEqualTo(0.9);
    assertThat(judgement.verdict().verdict()).isIn(Outcome.HELD, Outcome.NOT_JUDGED);
  }

  @Example
  void missedDeadlinesFailWhateverTheTailIs() {
    var judgement =
        judge(
            4,
            round -> quiet(4000),
            round -> Measured.window(quiet(4000).readings().getFirst().latencies(), 40, 10));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(judgement.verdict().missed()).isEqualTo(200);
    assertThat(judgement.verdict().words())
        .startsWith(
            "16040 tries were due under the fault: 160 came late, 40 failed; 20000 tries were due"
                + " idle: none was missed; 1000 of a million more are let pass");
  }

  /** It is no sample and no miss, and a window of it is one that was struck. */
  @Example
  void aProbeWhoseTriesAllFailAtOnceUnderTheFaultFails() {
    var judgement =
        judge(4, round -> quiet(4000), round -> Measured.window(Latencies.NONE, 0, 4000));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(judgement.verdict().words()).contains("16000 failed");
  }

  /** 1200 of 6000 that were due are let pass; 1200 beside 4800 samples are no more than that. */
  @Example
  void triesThatNeverBeganAreOfAllThatWereDue() {
    var lenient =
        new Judge(
            new Budgets(
                new Budget(1.5, 220_000, Duration.ofSeconds(5), Duration.ZERO, 2), Map.of()));
    var trials =
        trials(
            4,
            r -> quiet(2000),
            r -> Measured.window(quiet(1600).readings().getFirst().latencies(), 0, 400, 0));

    assertThat(lenient.judge(Measured.PROBE, trials, Optional.empty()).verdict().verdict())
        .isEqualTo(Outcome.DEGRADED);
  }

  @Example
  void aProbeThatCameToNothingUnderTheFaultFails() {
    var judgement =
        judge(4, round -> quiet(4000), round -> Measured.window(Latencies.NONE, 2000, 0));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
  }

  @Example
  void oneBurstInOneOfFiveRoundsIsNoFailureAndNoPassEither() {
    var judgement =
        judge(
            5,
            round -> quiet(4000),
            round ->
                round == 2
                    ? Measured.window(
                        quiet(3970).readings().getFirst().latencies().plus(late(30)), 30, 0)
                    : quiet(4000));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judgement.verdict().words())
        .startsWith(
            "undecided after 5 rounds: 20000 tries were due under the fault: 30 came late; ");
  }

  @Example
  void theSameMissesInEachRoundAreAFailure() {
    var judgement =
        judge(
            5,
            round -> quiet(4000),
            round ->
                Measured.window(
                    quiet(3970).readings().getFirst().latencies().plus(late(30)), 30, 0));

    assertThat(judgement.verdict().verdict()).isEqualTo(Outcome.FAILED);
  }

  @Example
  void aWindowThatTwoRoundsShareIsCountedOnce() {
    var shared = quiet(4000);
    var trials =
        List.of(
            new Trial(quiet(4000), quiet(4000), shared),
            new Trial(shared, quiet(4000), quiet(4000)));

    var words = judge.judge(Measured.PROBE, misses(trials), Optional.empty()).verdict().words();

    assertThat(words).contains("12000 tries were due idle: none was missed");
  }

  @Example
  void everyProbeOfAnyWindowGetsAVerdict() {
    var one = new Window(Duration.ofSeconds(2), List.of(Reading.none("a")));
    var two = new Window(Duration.ofSeconds(2), List.of(Reading.none("b")));

    assertThat(judge.judge(List.of(new Trial(one, Window.NONE, two)), Optional.empty()))
        .extracting(it -> it.verdict().probe())
        .containsExactly("a", "b");
  }

  /** Each pair in rounds until it is decided, as a campaign does. */
  @Example
  void noiseAloneIsHardlyEverCalledAFailure() {
    var pairs = new Pairs(4);
    for (var pair = 0; pair < 100; pair++) {
      var same = Measured.inBursts(random, 100, 1 + random.nextInt(30));
      Supplier<Window> window = () -> Measured.window(Measured.of(2000, same));
      pairs.judge(window, window);
    }

    assertThat(pairs.failed).isZero();
  }

  @Example
  void harmIsHardlyEverCalledHeld() {
    var held = 0;
    for (var trial = 0; trial < 100; trial++) {
      var judgement = judge(3, round -> quiet(2000), round -> slower(2000, 2));
      held += judgement.verdict().verdict() == Outcome.HELD ? 1 : 0;
    }

    assertThat(held).isZero();
  }

  /** One in a hundred looks like a failure, so each campaign would have some. */
  @Example
  void missesThatComeAndGoWithTheMachineAreSuspectedAndHardlyEverCalledAFailure() {
    var pairs = new Pairs(4);
    for (var pair = 0; pair < 1000; pair++) {
      pairs.judge(() -> missed(0, 30), () -> missed(0, 30));
    }

    assertThat(pairs.suspected).isGreaterThan(5);
    assertThat(pairs.failed).isLessThanOrEqualTo(1);
  }

  @Example
  void missesThatTheFaultMakesAreFound() {
    var quick = new Pairs(2);
    var full = new Pairs(4);
    for (var pair = 0; pair < 100; pair++) {
      quick.judge(() -> missed(0, 6), () -> missed(100, 20));
      full.judge(() -> missed(0, 6), () -> missed(100, 20));
    }

    assertThat(quick.failed).isGreaterThan(80);
    assertThat(quick.held).isZero();
    assertThat(full.failed).isGreaterThan(97);
  }

  @Example
  void aTailThatTheFaultMakesLongerIsFoundThoughItComesInBursts() {
    var idle = Measured.inBursts(random, 100, 10);
    var during = Measured.inBursts(random, 200, 10);
    var pairs = new Pairs(4);
    for (var pair = 0; pair < 50; pair++) {
      pairs.judge(
          () -> Measured.window(Measured.of(2000, idle)),
          () -> Measured.window(Measured.of(2000, during)));
    }

    assertThat(pairs.failed).isGreaterThan(47);
  }

  /** Of so many tries some are late for sure, and more where the machine's own work comes. */
  private Window missed(int always, double mean) {
    return Measured.window(STEADY, always + (int) (-mean * Math.log(1 - random.nextDouble())), 0);
  }

  /** Whatever was missed in which window, a failure is one in each of two sets of rounds. */
  @Property(tries = 20)
  void aFailureIsFoundTwice(
      @ForAll @Size(min = 9, max = 13) List<@IntRange(max = 60) Integer> idle,
      @ForAll @Size(min = 6, max = 6) List<@IntRange(max = 200) Integer> during) {
    var samples = Measured.of(500, () -> 20_000);
    var windows = idle.stream().map(it -> Measured.window(samples, it, 0)).toList();
    var trials = new ArrayList<Trial>();
    for (var round = 0; round < during.size(); round++) {
      trials.add(
          new Trial(
              windows.get(round),
              Measured.window(samples, during.get(round), 0),
              windows.get(round + 1)));
    }

    for (var count = 1; count <= trials.size(); count++) {
      if (judge(trials.subList(0, count)).verdict().verdict() == Outcome.FAILED) {
        var isTwice = false;
        for (var first = 2; first <= count - 2; first++) {
          isTwice |= isFound(trials.subList(0, first)) && isFound(trials.subList(first, count));
        }
        assertThat(isTwice).as("after " + count + " rounds").isTrue();
      }
    }
  }

  private boolean isFound(List<Trial> rounds) {
    var judgement = judge(rounds);
    return judgement.next() == Next.CONFIRMATION || judgement.verdict().verdict() == Outcome.FAILED;
  }

  @Example
  void aMachineThatComesBackTooLateInTwoRoundsFails() {
    var held = judge(2, round -> quiet(20_000), round -> quiet(20_000));

    assertThat(recovered(held, 5, 5)).isEqualTo(held);
    assertThat(recovered(held, 6, 7).verdict())
        .satisfies(late -> {
          assertThat(late.verdict()).isEqualTo(Outcome.FAILED);
          assertThat(late.words())
              .startsWith(
                  "it was as before only 7 s after the fault's end in 2 of 2 rounds, 5 s are let"
                      + " pass; ");
        });
    var never = judge.recovered(held, List.of(Optional.empty(), Optional.empty()));
    assertThat(never.verdict().verdict()).isEqualTo(Outcome.FAILED);
    assertThat(never.verdict().words()).startsWith("it was as before only long after");
  }

  @Example
  void oneRoundAfterWhichTheMachineComesBackTooLateIsNoFailureAndNoPassEither() {
    var held = judge(2, round -> quiet(20_000), round -> quiet(20_000));

    var once = recovered(held, 1, 6);

    assertThat(once.verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(once.next()).isEqualTo(Next.ROUND);
    assertThat(once.verdict().words())
        .startsWith(
            "one round alone does not make a failure: it was as before only 6 s after the fault's"
                + " end in 1 of 2 rounds, ");
  }

  @Example
  void aMachineThatComesBackTooLateFailsThoughTheFaultWasStarved() {
    var starved =
        judge.judge(
            Measured.PROBE,
            trials(2, r -> quiet(4000), r -> quiet(4000)),
            Optional.of("it did nothing"));

    assertThat(recovered(starved, 6).verdict().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(recovered(starved, 6).next()).isEqualTo(Next.ROUND);
    assertThat(recovered(starved, 6, 6).verdict().verdict()).isEqualTo(Outcome.FAILED);
  }

  private Judgement recovered(Judgement judgement, int... seconds) {
    return judge.recovered(
        judgement,
        Arrays.stream(seconds).mapToObj(it -> Optional.of(Duration.ofSeconds(it))).toList());
  }

  /** Whatever was measured, a verdict has finite figures and one printable line of words. */
  @Property(tries = 300)
  void everyMeasurementGetsAVerdict(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 400) Integer> counts,
      @ForAll @LongRange(max = Latencies.LONGEST) long nanos,
      @ForAll @LongRange(max = 5000) long missed,
      @ForAll @LongRange(max = 50) long failed) {
    var trials = new ArrayList<Trial>();
    for (var count : counts) {
      trials.add(
          new Trial(
              Measured.window(Measured.of(count, () -> nanos / 3), failed, 0),
              Measured.window(Measured.of(count, () -> nanos), missed, failed),
              Measured.window(Measured.of(count, () -> 700), 0, 0)));
    }

    for (var starved : List.of(Optional.<String>empty(), Optional.of("it did nothing"))) {
      var verdict = judge.judge(Measured.PROBE, trials, starved).verdict();
      assertThat(verdict.ratio()).isFinite().isNotNegative();
      assertThat(verdict.low()).isLessThanOrEqualTo(verdict.fault());
      assertThat(verdict.fault()).isLessThanOrEqualTo(verdict.high());
      assertThat(verdict.words()).isNotBlank().matches("[ -~]+").doesNotContain("NaN", "Infinity");
    }
  }

  private Judgement judge(int rounds, IntFunction<Window> idle, IntFunction<Window> during) {
    return judge(trials(rounds, idle, during));
  }

  private Judgement judge(List<Trial> trials) {
    return judge.judge(Measured.PROBE, trials, Optional.empty());
  }

  private static List<Trial> trials(
      int rounds, IntFunction<Window> idle, IntFunction<Window> during) {
    var trials = new ArrayList<Trial>();
    var last = idle.apply(0);
    for (var round = 0; round < rounds; round++) {
      var next = idle.apply(round + 1);
      trials.add(new Trial(last, during.apply(round), next));
      last = next;
    }
    return trials;
  }

  /** The same rounds with so many misses under the fault that the words count them. */
  private static List<Trial> misses(List<Trial> trials) {
    return trials.stream()
        .map(it ->
            new Trial(
                it.before(),
                Measured.window(it.during().readings().getFirst().latencies(), 2000, 0),
                it.after()))
        .toList();
  }

  private Window quiet(int count) {
    return slower(count, 1);
  }

  private Window slower(int count, double times) {
    return Measured.window(Measured.of(count, Measured.tailed(random, 100 * times)));
  }

  private static Latencies late(int count) {
    return Measured.of(count, () -> 30_000_000);
  }

  private static Trial copy(Trial trial) {
    return new Trial(copy(trial.before()), copy(trial.during()), copy(trial.after()));
  }

  /** Another window with the same figures. */
  private static Window copy(Window window) {
    return new Window(
        window.length(),
        window.readings().stream()
            .map(it ->
                new Reading(it.probe(), it.latencies(), it.missed(), it.leftOut(), it.failed()))
            .toList());
  }

  /** Pairs of a probe and a fault, each in rounds until it is decided, as a campaign does. */
  private final class Pairs {
    private final int most;
    private int suspected;
    private int failed;
    private int held;

    /** Of a profile with so many rounds at most. */
    Pairs(int most) {
      this.most = most;
    }

    void judge(Supplier<Window> idle, Supplier<Window> during) {
      var trials = new ArrayList<Trial>();
      var last = idle.get();
      var isSuspected = false;
      while (true) {
        var after = idle.get();
        trials.add(new Trial(last, during.get(), after));
        last = after;
        var judgement = JudgeTest.this.judge(trials);
        isSuspected |= judgement.next() == Next.CONFIRMATION;
        if (judgement.decided()
            || trials.size() >= (judgement.next() == Next.CONFIRMATION ? 2 * most : most)) {
          suspected += isSuspected ? 1 : 0;
          failed += judgement.verdict().verdict() == Outcome.FAILED ? 1 : 0;
          held += judgement.verdict().verdict() == Outcome.HELD ? 1 : 0;
          return;
        }
      }
    }
  }
}
