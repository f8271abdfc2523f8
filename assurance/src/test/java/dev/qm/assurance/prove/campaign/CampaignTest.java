package dev.qm.assurance.prove.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.campaign.Jury.Judged;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.fault.PeerInjector;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.assurance.rule.Interference;
import dev.qm.host.HostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * A campaign on a machine of numbers: what it does in which order. The real one is in the CLI's
 * tests.
 */
class CampaignTest {
  private static final Profile TWO_ROUNDS =
      new Profile("test", Duration.ofSeconds(1), 2, 4, List.of());

  private final Machine machine = new Machine();
  private final List<FaultResult> results = new ArrayList<>();
  private int decidedAfter = 1;
  private Next waitsFor = Next.ROUND;
  private String overAfter = "never";
  private Optional<PeerInjector> peer = Optional.empty();

  @Test
  void measuresIdleThenTheFaultThenIdleAgain() throws Exception {
    run(fault("spin"));

    assertThat(machine.log)
        .containsExactly(
            "idle 1000", // the first
            "begin spin",
            "spin 300",
            "spin 1000",
            "end spin",
            "idle 250",
            "idle 1000",
            "begin spin",
            "spin 300",
            "spin 1000",
            "end spin",
            "idle 250",
            "idle 1000");
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().rounds()).isEqualTo(2);
    assertThat(results.getFirst().achieved().operations()).isEqualTo(14);
  }

  @Test
  void goesOnUntilTheJuryHasDecidedOrTheCapIsReached() throws Exception {
    decidedAfter = 3;
    run(fault("spin"));
    decidedAfter = 99;
    run(fault("storm"));

    assertThat(results).extracting(FaultResult::rounds).containsExactly(3, 4);
  }

  @Test
  void aFailureThatIsToBeFoundAgainGetsAsManyRoundsOnceMore() throws Exception {
    waitsFor = Next.CONFIRMATION;
    decidedAfter = 6;
    run(fault("spin"));
    decidedAfter = 99;
    run(fault("storm"));

    assertThat(results).extracting(FaultResult::rounds).containsExactly(6, 8);
  }

  @Test
  void waitsForTheMachineToComeBackAndSaysHowLongThatTook() throws Exception {
    machine.slowSlices = 3;

    run(fault("spin"));

    // four slices of 250 ms in the first round; in the second it is well at once
    assertThat(results.getFirst().recovery()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aTryThatIsStuckCountsWithAllTheTimeThatItTakes() throws Exception {
    machine.slowSlices = 1;
    machine.stuck = Duration.ofSeconds(7);

    run(fault("spin"));

    // 250 ms and what the stuck try took, then a slice in which all is well
    assertThat(results.getFirst().recovery()).contains(Duration.ofMillis(7500));
  }

  @Test
  void aMachineThatDoesNotComeBackIsSaid() throws Exception {
    machine.slowSlices = 1_000_000;

    run(fault("spin"));

    assertThat(results.getFirst().recovery()).isEmpty();
  }

  @Test
  void aDeadProbeEndsTheFaultAndIsItsToll() throws Exception {
    machine.death = Optional.of("the probes");
    decidedAfter = 99;

    run(fault("hog"));

    assertThat(results.getFirst().rounds()).isEqualTo(1);
    assertThat(results.getFirst().toll().died()).containsExactly("the probes");
  }

  @Test
  void aFaultIsEndedWhenMeasuringFails() {
    machine.breaksIn = "spin 1000";

    assertThatThrownBy(() -> run(fault("spin"))).isInstanceOf(HostException.class);

    assertThat(machine.log.getLast()).isEqualTo("end spin");
  }

  @Test
  void aPeerIsMeasuredAfterTheRoundsAndBeginsWithTheIdleWindowThatEndedThem() throws Exception {
    decidedAfter = 2;
    peer = Optional.of(new Container());

    run(fault("spin"));

    var log = machine.log;
    assertThat(log.subList(log.indexOf("begin spin beside"), log.size()))
        .containsExactly(
            "begin spin beside",
            "spin beside 300",
            "spin beside 1000",
            "end spin beside",
            "idle 250",
            "idle 1000",
            "begin spin beside",
            "spin beside 300",
            "spin beside 1000",
            "end spin beside",
            "idle 250",
            "idle 1000");
    assertThat(log.get(log.indexOf("begin spin beside") - 1)).isEqualTo("idle 1000");
    var result = results.getFirst();
    assertThat(result.achieved().operations()).isEqualTo(14);
    var beside = (Peer.Measured) result.peer().orElseThrow();
    assertThat(beside.rounds()).isEqualTo(2);
    assertThat(beside.achieved().operations()).isEqualTo(22);
    assertThat(beside.during().of("wake-up").orElseThrow().latencies().count()).isEqualTo(200);
  }

  @Test
  void whatMakesNoSenseInAPlainContainerIsSaidAndNotDone() throws Exception {
    var container = new Container();
    container.refused = Optional.of("is about the partition as a whole");
    peer = Optional.of(container);

    run(fault("restarts"));

    assertThat(machine.log).doesNotContain("begin restarts beside");
    assertThat(results.getFirst().peer())
        .contains(new Peer.Missing("is about the partition as a whole"));
  }

  @Test
  void aPeerThatCannotBeHadIsNoEndOfTheCampaignAndLeavesNothingToTheNextFault() throws Exception {
    var container = new Container();
    container.broken = true;
    peer = Optional.of(container);

    run(fault("spin"), fault("storm"));

    assertThat(results).hasSize(2);
    assertThat(results.getFirst().peer())
        .contains(new Peer.Missing("the fault did not begin: no such image"));
    assertThat(machine.log).containsSubsequence("sweep beside", "idle 1000", "begin storm");
  }

  @Test
  void whoStopsTheCampaignBetweenTheTwoLeavesTheFaultOpen() throws Exception {
    peer = Optional.of(new Container());
    overAfter = "end spin";

    run(fault("spin"));

    assertThat(results).isEmpty();
    assertThat(machine.log).doesNotContain("begin spin beside");
  }

  @Test
  void theDeadOfAPeerAreItsOwn() throws Exception {
    peer = Optional.of(new Container());
    machine.deathIn = "spin beside";

    run(fault("spin"));

    var result = results.getFirst();
    assertThat(result.toll().died()).isEmpty();
    assertThat(((Peer.Measured) result.peer().orElseThrow()).died()).containsExactly("the probes");
  }

  @Test
  void theSeedDecidesTheOrderAndNothingElse() {
    var faults = List.of(fault("a"), fault("b"), fault("c"), fault("d"), fault("e"));

    assertThat(Campaign.ordered(faults, 7)).isEqualTo(Campaign.ordered(faults, 7));
    assertThat(Campaign.ordered(faults, 7)).containsExactlyInAnyOrderElementsOf(faults);
    assertThat(Campaign.ordered(faults, 7)).isNotEqualTo(Campaign.ordered(faults, 8));
  }

  private void run(Fault... faults) throws HostException {
    new Campaign(TWO_ROUNDS, List.of(faults))
        .run(
            machine,
            machine,
            peer,
            () -> new Counters(Instant.EPOCH, Map.of(), 0, 0, Map.of()),
            new Jury() {
              @Override
              public Judged judge(Fault fault, List<Round> rounds) {
                return new Judged(
                    List.of(), rounds.size() >= decidedAfter ? Next.NOTHING : waitsFor);
              }

              @Override
              public boolean isAsIdle(Reading now, Reading before) {
                return now.latencies().max() <= before.latencies().max();
              }
            },
            new Campaign.Observer() {
              @Override
              public void begin(Fault fault, int number, int count, Duration left) {
                assertThat(left).isPositive();
              }

              @Override
              public void done(FaultResult result) {
                results.add(result);
              }

              @Override
              public boolean isOver() {
                return machine.log.contains(overAfter);
              }
            });
  }

  private static Fault fault(String id) {
    return new Fault(
        id,
        id,
        "",
        Interference.TIMING,
        "",
        Set.of(),
        Set.of(),
        new Action.Stress(List.of()),
        "",
        "",
        0);
  }

  /** Writes down what is asked of it; its probe takes 1000 ns, and 9000 ns while it is slow. */
  private static final class Machine implements Meter, Injector {
    private final List<String> log = new ArrayList<>();
    private String fault = "idle";
    private int slowSlices;
    private Duration stuck = Duration.ZERO;
    private long now;
    private String breaksIn = "";
    private Optional<String> death = Optional.empty();
    private String deathIn = "";

    @Override
    public Window measure(Duration length) throws HostException {
      var what = fault + " " + length.toMillis();
      log.add(what);
      if (fault.equals(deathIn)) {
        death = Optional.of("the probes");
      }
      if (what.equals(breaksIn)) {
        throw new HostException("broken", "as asked");
      }
      var slow = length.toMillis() == 250 && slowSlices-- > 0;
      var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
      histogram.recordValueWithCount(slow ? 9000 : 1000, 100);
      now += length.plus(slow ? stuck : Duration.ZERO).toNanos();
      return new Window(
          length,
          List.of(new Reading("wake-up", Latencies.of(histogram), 0, OptionalLong.of(0), 0)));
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public Optional<String> died() {
      return death;
    }

    @Override
    public void prepare() {}

    @Override
    public Running begin(Fault begun) {
      fault = begun.id();
      log.add("begin " + fault);
      return () -> {
        log.add("end " + fault);
        fault = "idle";
        return new Achieved(7, Duration.ofSeconds(1), "times", List.of());
      };
    }

    @Override
    public void sweep() {}

    @Override
    public void close() {}
  }

  /** A container on the same machine; what it does counts eleven times a round. */
  private final class Container implements PeerInjector {
    private Optional<String> refused = Optional.empty();
    private boolean broken;

    @Override
    public Optional<String> refusal(Fault fault) {
      return refused;
    }

    @Override
    public void prepare() {}

    @Override
    public Running begin(Fault begun) throws HostException {
      if (broken) {
        throw new HostException("the fault did not begin", "no such image");
      }
      machine.fault = begun.id() + " beside";
      machine.log.add("begin " + machine.fault);
      return () -> {
        machine.log.add("end " + machine.fault);
        machine.fault = "idle";
        return new Achieved(11, Duration.ofSeconds(1), "times", List.of());
      };
    }

    @Override
    public void sweep() {
      machine.log.add("sweep beside");
    }

    @Override
    public void close() {}
  }
}
