package dev.qm.assurance.oom;

import static dev.qm.assurance.oom.Candidates.process;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DyingOrderTest {
  private static final Shortage MACHINE = new Shortage.Machine(1_000_000);

  @Test
  void nestedContainersDieFirstThenThePartitionThenTheHostThenTheSafetySide() {
    var order =
        order(
            MACHINE,
            process(10, 50_000, -500).of(Owner.ASIL),
            process(11, 90_000, 0),
            process(12, 2_000, 500).of(Owner.QM),
            process(13, 100, 750).of(Owner.NESTED));

    assertThat(pids(order)).containsExactly(13, 12, 11, 10);
    assertThat(order.first().orElseThrow().badness()).isEqualTo(750_100);
  }

  @Test
  void whoHasTheSameScoreDiesByTheSizeOfHisMemory() {
    assertThat(pids(order(MACHINE, process(1, 10, 500), process(2, 30, 500), process(3, 20, 500))))
        .containsExactly(2, 3, 1);
  }

  @Test
  void memoryCanOutweighAScore() {
    // half of the machine's memory, against 400 thousandths of it
    assertThat(pids(order(MACHINE, process(1, 500_000, 0), process(2, 10, 400))))
        .containsExactly(1, 2);
  }

  @Test
  void ofTwoThatAreAlikeTheYoungerDiesFirst() {
    assertThat(
            pids(
                order(
                    MACHINE,
                    process(7, 10, 0).started(100),
                    process(3, 10, 0).started(200),
                    process(9, 10, 0).started(100))))
        .containsExactly(3, 9, 7);
  }

  @Test
  void thoseThatAreNeverChosenAreNamedApart() {
    var order = order(MACHINE, process(1, 10, -1000), process(2, 10, -999));

    assertThat(pids(order)).containsExactly(2);
    assertThat(order.never()).extracting(Candidate::pid).containsExactly(1);
    assertThat(order(MACHINE, process(1, 10, -1000)).first()).isEmpty();
  }

  @Test
  void underALimitOnlyTheGroupsOwnProcessesAreChosenAndMeasuredByTheLimit() {
    var limit = new Shortage.Limit(100_000, "/qm.service");

    var order =
        order(
            limit,
            process(1, 900_000, 1000).in("/system.slice/big.service"),
            process(2, 900_000, 1000).in("/qm.service-other"),
            process(3, 60_000, 500).in("/qm.service"),
            process(4, 100, 750).in("/qm.service/libpod-payload-1/app.service"));

    // 75,100 against 110,000: what is a small part of the machine is a large one of the limit
    assertThat(pids(order)).containsExactly(3, 4);
    assertThat(order.victims())
        .extracting(DyingOrder.Victim::badness)
        .containsExactly(110_000L, 75_100L);
  }

  @Test
  void withAVictimDiesWhoSharesItsMemory() {
    var order =
        order(
            MACHINE, process(5, 30, 500), process(6, 30, 500).sharingWith(5), process(7, 30, 500));

    var victim = order.victims().getLast();
    assertThat(victim.candidate().pid()).isEqualTo(5);
    assertThat(order.with(victim)).extracting(Candidate::pid).containsExactly(6);
  }

  @Test
  void aGroupThatDiesAsAWholeTakesThoseBelowItAlong() {
    var app = "/qm.service/payload/app.service";
    var all =
        List.of(
            process(1, 10, 750).in(app).it(),
            process(2, 20, 750).in(app + "/worker").it(),
            process(3, 5, 500).in("/qm.service/payload").it(),
            process(4, 5, -1000).in(app).it());

    var whole = DyingOrder.of(MACHINE, Arithmetic.SIGNED, all, Set.of(app));

    assertThat(whole.with(whole.first().orElseThrow()))
        .extracting(Candidate::pid)
        .containsExactly(1);
    var apart = DyingOrder.of(MACHINE, Arithmetic.SIGNED, all, Set.of());
    assertThat(apart.with(apart.first().orElseThrow())).isEmpty();
  }

  @Test
  void theOutermostWholeGroupCountsButNoneAboveTheLimit() {
    var app = "/qm.service/payload/app.service";
    var all =
        List.of(
            process(1, 10, 750).in(app).it(),
            process(2, 5, 500).in("/qm.service/payload").it(),
            process(3, 5, 500).in("/qm.service").it(),
            process(4, 5, 0).in("/other.service").it());
    var wholes = Set.of("/qm.service", app);

    var machine = DyingOrder.of(MACHINE, Arithmetic.SIGNED, all, wholes);
    var limit =
        DyingOrder.of(
            new Shortage.Limit(1000, "/qm.service/payload"), Arithmetic.SIGNED, all, wholes);

    assertThat(machine.with(machine.first().orElseThrow()))
        .extracting(Candidate::pid)
        .containsExactly(3, 2);
    assertThat(limit.with(limit.first().orElseThrow())).isEmpty();
  }

  @Property
  void everyOneIsInTheOrderOrNeverChosenAndTheFirstWeighsMost(
      @ForAll("machines") List<Candidate> all, @ForAll Arithmetic arithmetic) {
    var order = DyingOrder.of(MACHINE, arithmetic, all, Set.of("", "/a"));

    var pids = new ArrayList<>(order.victims().stream().map(it -> it.candidate().pid()).toList());
    order.never().forEach(it -> pids.add(it.pid()));
    assertThat(pids).containsExactlyInAnyOrderElementsOf(all.stream().map(Candidate::pid).toList());
    assertThat(order.victims())
        .isSortedAccordingTo((a, b) -> Long.compare(b.badness(), a.badness()));
    for (var victim : order.victims()) {
      assertThat(order.with(victim)).doesNotContain(victim.candidate());
    }
  }

  @Provide
  Arbitrary<List<Candidate>> machines() {
    var process =
        Combinators.combine(
                Arbitraries.integers().between(1, 30_000),
                Arbitraries.longs().between(0, 1_000_000),
                Arbitraries.integers().between(-1000, 1000),
                Arbitraries.of("", "/a", "/a/b", "/c", "relative", "//", "/../x"),
                Arbitraries.strings())
            .as((pid, pages, adjust, group, name) ->
                process(pid, pages, adjust).in(group).named(name).it());
    return process.list().uniqueElements(Candidate::pid).ofMaxSize(40);
  }

  private static DyingOrder order(Shortage shortage, Candidates... candidates) {
    return DyingOrder.of(
        shortage, Arithmetic.SIGNED, Stream.of(candidates).map(Candidates::it).toList(), Set.of());
  }

  private static List<Integer> pids(DyingOrder order) {
    return order.victims().stream().map(victim -> victim.candidate().pid()).toList();
  }
}
