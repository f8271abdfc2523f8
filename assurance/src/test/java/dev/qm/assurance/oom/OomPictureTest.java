package dev.qm.assurance.oom;

import static dev.qm.assurance.oom.Candidates.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.oom.OomFinding.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OomPictureTest {
  private static final Shortage.Machine MACHINE = new Shortage.Machine(1_000_000);

  @Test
  void theOrderThatThePartitionPromisesIsNoFinding() throws Exception {
    var picture =
        judged(
            process(10, 50_000, -500).of(Owner.ASIL).unit("brake.service"),
            process(11, 90_000, 0),
            process(12, 2_000, 500).of(Owner.QM),
            process(13, 100, 750).of(Owner.NESTED));

    assertThat(picture.findings()).isEmpty();
    assertThat(picture.notJudged()).isEmpty();
    assertThat(picture.limit().orElseThrow().shortage().totalPages()).isEqualTo(100_000);
  }

  @Test
  void softwareOfThePartitionThatWouldOutliveTheSafetySideIsOneFindingAUnit() throws Exception {
    var picture =
        judged(
            process(10, 600_000, 0).of(Owner.ASIL).unit("camera.service"),
            process(11, 550_000, 0).of(Owner.ASIL).unit("camera.service"),
            process(20, 10, 0).of(Owner.ASIL).unit("brake.service"),
            process(30, 2_000, 500).of(Owner.QM).unit("dbus.service"),
            process(31, 3_000, 500).of(Owner.QM),
            process(32, 100, 750).of(Owner.NESTED));

    assertThat(picture.findings())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.rule()).isEqualTo(Rule.OUTLIVES);
          assertThat(found.what())
              .contains("p10[10] of camera.service (asil, 0)")
              .contains("before 2 processes of the partition");
          assertThat(found.who())
              .containsExactly("p31[31] (qm, 500)", "p30[30] of dbus.service (qm, 500)");
          assertThat(found.mend()).contains("qm oom set camera.service -500");
        });
  }

  @Test
  void theSuggestedScoreIsLowEnough() throws Exception {
    var before =
        judged(
            process(10, 900_000, -300).of(Owner.ASIL).unit("camera.service"),
            process(30, 10, 200).of(Owner.QM));
    var mend = before.findings().getFirst().mend();
    var adjust = Integer.parseInt(mend.split(" ", -1)[5].replace("`", ""));

    assertThat(adjust).isLessThan(-300);
    assertThat(
            rules(
                judged(
                    process(10, 900_000, adjust).of(Owner.ASIL).unit("camera.service"),
                    process(30, 10, 200).of(Owner.QM))))
        .doesNotContain(Rule.OUTLIVES);
  }

  @Test
  void whoIsNeverChosenInThePartitionOutlivesEverybody() throws Exception {
    var picture =
        judged(
            process(10, 10, -900).of(Owner.ASIL).unit("brake.service"),
            process(30, 10, -1000).of(Owner.QM));

    assertThat(rules(picture)).containsExactly(Rule.OUTLIVES, Rule.LOWERED);
    assertThat(picture.findings().getFirst().mend()).contains("p30[30]").contains("qm restart");
  }

  @Test
  void aSafetySideThatIsNeverChosenCannotBeOutlived() throws Exception {
    assertThat(
            judged(
                    process(10, 999_999, -1000).of(Owner.ASIL).unit("brake.service"),
                    process(30, 10, 500).of(Owner.QM))
                .findings())
        .isEmpty();
  }

  @Test
  void theHostsOtherServicesMayDieBeforeThePartition() throws Exception {
    assertThat(
            judged(
                    process(10, 10, -500).of(Owner.ASIL).unit("brake.service"),
                    process(20, 900_000, 900),
                    process(30, 10, 500).of(Owner.QM))
                .findings())
        .isEmpty();
  }

  @Test
  void scoresBelowThePromisedOnesAreFoundByWhoseTheyAre() throws Exception {
    var picture =
        judged(
            process(30, 10, 500).of(Owner.QM),
            process(31, 10, 0).of(Owner.QM).executed(),
            process(32, 10, 499).of(Owner.QM),
            process(33, 10, 500).of(Owner.NESTED),
            process(34, 10, 0).of(Owner.NESTED).executed(),
            process(35, 10, 600).of(Owner.NESTED).executed());

    assertThat(rules(picture)).containsExactly(Rule.EXECUTED, Rule.LOWERED, Rule.NESTED_LOWERED);
    assertThat(picture.findings().get(0).who())
        .containsExactly("p31[31] (qm, 0)", "p34[34] (nested, 0)");
    assertThat(picture.findings().get(1).who()).containsExactly("p32[32] (qm, 499)");
    assertThat(picture.findings().get(2).who()).containsExactly("p33[33] (nested, 500)");
    assertThat(picture.findings().get(0).what())
        .isEqualTo(
            "2 processes started in the partition from the host have less than its score of 500");
    assertThat(picture.findings().get(1).what())
        .isEqualTo("1 process of the partition has less than its score of 500");
  }

  @Test
  void aKernelThatChoosesNobodyByScoreIsAFinding() throws Exception {
    for (var choice : List.of(Observation.Choice.ALLOCATING, Observation.Choice.PANIC)) {
      assertThat(rules(OomPicture.of(seen(asil(), choice, process(30, 10, 500).of(Owner.QM)))))
          .containsExactly(Rule.ANY_VICTIM);
    }
  }

  @Test
  void withoutASafetySideItSaysWhatItCouldNotJudge() {
    var picture =
        OomPicture.of(
            seen(
                Optional.empty(),
                Observation.Choice.WORST,
                process(10, 999_999, 0),
                process(30, 10, 500).of(Owner.QM)));

    assertThat(picture.findings()).isEmpty();
    assertThat(picture.notJudged())
        .singleElement()
        .asString()
        .contains("no unit is named as the ASIL side")
        .contains("/etc/qm-assurance/asil.conf");
  }

  @Test
  void aSafetySideThatDoesNotRunIsNotJudgedEither() throws Exception {
    assertThat(judged(process(30, 10, 500).of(Owner.QM)).notJudged())
        .singleElement()
        .asString()
        .contains("no process of the ASIL side runs");
  }

  @Test
  void withoutAPartitionThereIsAnOrderAndNothingToFind() throws Exception {
    var picture =
        OomPicture.of(
            new Observation(
                List.of(process(10, 10, 0).of(Owner.ASIL).it()),
                MACHINE,
                Arithmetic.SIGNED,
                Set.of(),
                asil(),
                Optional.empty(),
                Observation.Choice.WORST,
                List.of()));

    assertThat(picture.machine().victims()).hasSize(1);
    assertThat(picture.limit()).isEmpty();
    assertThat(picture.findings()).isEmpty();
    assertThat(picture.notJudged()).singleElement().asString().contains("does not run");
  }

  @Test
  void noHostileNameReachesATerminal() throws Exception {
    var picture =
        judged(
            process(30, 10, 0).of(Owner.QM).named("a\u001b[2J\n\u202e").unit("\u009bx.service"),
            process(10, 10, 400).of(Owner.ASIL).unit("brake.service"));

    for (var found : picture.findings()) {
      for (var who : found.who()) {
        assertThat(who.chars()).noneMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x202e);
      }
    }
    assertThat(picture.findings()).isNotEmpty();
  }

  private static Optional<AsilSide> asil() throws Exception {
    return Optional.of(AsilSide.of(List.of("brake.service", "camera.service")));
  }

  private static OomPicture judged(Candidates... candidates) throws Exception {
    return OomPicture.of(seen(asil(), Observation.Choice.WORST, candidates));
  }

  private static Observation seen(
      Optional<AsilSide> asil, Observation.Choice choice, Candidates... candidates) {
    var all = Stream.of(candidates).map(Candidates::it).toList();
    var isAsilThere = all.stream().anyMatch(it -> it.owner() == Owner.ASIL);
    var gone = process(9, 1, -1000).of(Owner.ASIL).it();
    return new Observation(
        choice == Observation.Choice.WORST || isAsilThere
            ? all
            : Stream.concat(all.stream(), Stream.of(gone)).toList(),
        MACHINE,
        Arithmetic.SIGNED,
        Set.of(),
        asil,
        Optional.of(
            new Observation.Partition(
                500, Optional.of(new Shortage.Limit(100_000, "/qm.service")))),
        choice,
        List.of());
  }

  private static List<Rule> rules(OomPicture picture) {
    return picture.findings().stream().map(OomFinding::rule).toList();
  }
}
