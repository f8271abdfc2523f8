package dev.qm.assurance.prove.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.Comparison.Change;
import dev.qm.assurance.prove.result.Comparison.Difference;
import dev.qm.assurance.prove.result.Comparison.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void theSameAgainIsTheSame() {
    var compared = compare(Campaigns.fault("fork", 300, 1), Campaigns.fault("fork", 300, 2));

    assertThat(compared.changes()).extracting(Change::kind).containsExactly(Kind.SAME);
    assertThat(compared.isWorse()).isFalse();
  }

  @Test
  void aWallThatIsMissingIsWorseAndOneThatWasBuiltIsBetter() {
    var with = Campaigns.fault("fork", 100, 1);
    var without = Campaigns.fault("fork", 5000, 2);

    var worse = compare(with, without).changes().getFirst();
    assertThat(worse.kind()).isEqualTo(Kind.WORSE);
    assertThat(worse.ratio()).isBetween(40.0, 60.0);
    assertThat(worse.words()).startsWith("p99.9 took ").contains("idle alone differs by 1");
    assertThat(compare(without, with).changes().getFirst().kind()).isEqualTo(Kind.BETTER);
    assertThat(compare(with, without).isWorse()).isTrue();
  }

  @Test
  void whatIsBelowTheFloorInBothIsTheSame() {
    var compared = compare(Campaigns.fault("fork", 0.5, 1), Campaigns.fault("fork", 4, 2));

    assertThat(compared.changes()).extracting(Change::kind).containsExactly(Kind.SAME);
  }

  @Test
  void aChangeThatIdleMadeTooIsNone() {
    var quiet = Campaigns.fault("fork", 300, 1);
    var loud = Campaigns.fault("fork", 900, 2);
    // idle is three times as long there as well
    var noisy =
        new FaultResult(
            loud.fault(),
            loud.during(),
            loud.during(),
            loud.during(),
            loud.rounds(),
            loud.achieved(),
            loud.recovery(),
            loud.toll(),
            loud.verdicts());

    assertThat(compare(quiet, noisy).isWorse()).isFalse();
  }

  @Test
  void aDeathIsWorseWhateverTheLatencies() {
    var alive = Campaigns.fault("fork", 100, 1);
    var dead =
        new FaultResult(
            alive.fault(),
            alive.before(),
            alive.during(),
            alive.after(),
            alive.rounds(),
            alive.achieved(),
            alive.recovery(),
            new Toll(Map.of(), 0, 1, -1, List.of("brake.service"), List.of()),
            alive.verdicts());

    assertThat(compare(alive, dead).changes())
        .extracting(Change::probe, Change::kind)
        .containsExactly(
            tuple(Optional.empty(), Kind.WORSE), tuple(Optional.of("wake-up"), Kind.SAME));
    assertThat(compare(dead, alive).changes().getFirst().kind()).isEqualTo(Kind.BETTER);
    assertThat(compare(dead, dead).isWorse()).isFalse();
  }

  @Test
  void missesAreComparedByTheTriesThatWereDue() {
    var few = missed(Campaigns.fault("fork", 100, 1), 40, OptionalLong.of(40));
    var many = missed(Campaigns.fault("fork", 100, 2), 4000, OptionalLong.of(3900));

    var worse = compare(few, many).changes().getFirst();
    assertThat(worse.kind()).isEqualTo(Kind.WORSE);
    assertThat(worse.words())
        .endsWith(
            "; 8040 tries were due in the first: 40 never began; 11900 tries were due in the"
                + " second: 100 came late, 3900 never began");
    assertThat(compare(many, few).changes().getFirst().kind()).isEqualTo(Kind.BETTER);
  }

  /** The old one told nobody that 9000 of its misses were beside the samples. */
  @Test
  void aResultOfBeforeIsNoWorseForWhatItDidNotTell() {
    var old = missed(Campaigns.fault("fork", 100, 1), 9000, OptionalLong.empty());
    var told = missed(Campaigns.fault("fork", 100, 1), 9000, OptionalLong.of(9000));

    assertThat(compare(old, told).changes().getFirst().kind()).isEqualTo(Kind.SAME);
    assertThat(compare(told, old).changes().getFirst().kind()).isEqualTo(Kind.SAME);
  }

  @Test
  void anAttemptThatOnlyOneLetsThroughIsWorseWhateverTheLatencies() {
    var refused = Campaigns.fault("fork", 100, 1);
    var admitted =
        new FaultResult(
            refused.fault(),
            refused.before(),
            refused.during(),
            refused.after(),
            refused.rounds(),
            new Achieved(0, Duration.ofSeconds(2), "refusals", List.of("ADMITTED iopl")),
            refused.recovery(),
            refused.toll(),
            refused.verdicts());

    var worse = compare(refused, admitted).changes().getFirst();
    assertThat(worse.kind()).isEqualTo(Kind.WORSE);
    assertThat(worse.words()).isEqualTo("let through was in the second only: iopl");
    assertThat(compare(admitted, refused).changes().getFirst().kind()).isEqualTo(Kind.BETTER);
    assertThat(compare(admitted, admitted).isWorse()).isFalse();
  }

  @Test
  void whatOnlyOneHasIsNamedAndNoReasonToFail() {
    var compared =
        Comparison.of(
            Campaigns.campaign(Campaigns.fault("fork", 100, 1)),
            Campaigns.campaign(Campaigns.fault("spin", 100, 1)),
            Campaigns.BUDGETS);

    assertThat(compared.changes())
        .extracting(Change::fault, Change::kind)
        .containsExactly(tuple("fork", Kind.ONLY_FIRST), tuple("spin", Kind.ONLY_SECOND));
    assertThat(compared.isWorse()).isFalse();
  }

  @Test
  void whatDiffersBetweenTheMachinesIsListed() {
    var one = Campaigns.campaign();
    var other =
        new CampaignResult(
            one.began(),
            "full",
            one.seed(),
            Optional.of("memory-bound"),
            Map.of("kernel", "6.19", "emulated", "yes"),
            List.of(),
            List.of(),
            List.of());

    assertThat(Comparison.of(one, other, Campaigns.BUDGETS).differences())
        .containsExactly(
            new Difference("profile", "quick", "full"),
            new Difference("without", "", "memory-bound"),
            new Difference("emulated", "", "yes"),
            new Difference("kernel", "6.18", "6.19"));
  }

  private static FaultResult missed(FaultResult of, long missed, OptionalLong leftOut) {
    var reading = of.during().readings().getFirst();
    var during =
        new Window(
            of.during().length(),
            List.of(new Reading(reading.probe(), reading.latencies(), missed, leftOut, 0)));
    return new FaultResult(
        of.fault(),
        of.before(),
        during,
        of.after(),
        of.rounds(),
        of.achieved(),
        of.recovery(),
        of.toll(),
        of.verdicts());
  }

  private static Comparison compare(FaultResult first, FaultResult second) {
    return Comparison.of(Campaigns.campaign(first), Campaigns.campaign(second), Campaigns.BUDGETS);
  }
}
