package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TakenLevelsTest {
  @Property
  void everyIndexIsALevelOfItsOwnAndReadsBack(@ForAll @IntRange(max = McsLevel.COUNT - 1) int i) {
    var level = McsLevel.at(i);

    assertThat(level.first()).isNotNegative().isLessThan(level.second());
    assertThat(level.second()).isLessThan(McsLevel.CATEGORIES);
    assertThat(McsLevel.parse(level.toString())).contains(level);
    if (i > 0) {
      assertThat(McsLevel.at(i - 1)).isNotEqualTo(level);
    }
  }

  @Test
  void thereAreAsManyLevelsAsIndices() {
    var levels = new HashSet<McsLevel>();
    for (var i = 0; i < McsLevel.COUNT; i++) {
      levels.add(McsLevel.at(i));
    }
    assertThat(levels).hasSize(McsLevel.COUNT);
  }

  @Property(tries = 200)
  void channelsNeverShareALevelAndTheSameQuestionHasTheSameAnswer(
      @ForAll("names") Set<ChannelName> names) {
    var taken = new TakenLevels();
    var again = new TakenLevels();
    var allotted = new HashSet<McsLevel>();
    for (var name : names) {
      var level = taken.allot(name).orElseThrow();
      assertThat(again.allot(name)).contains(level);
      assertThat(allotted.add(level)).isTrue();
      taken.add(level);
      again.addAllIn("[Container]\nSecurityLabelLevel=" + level + "\n");
    }
  }

  @Provide
  Arbitrary<Set<ChannelName>> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'c')
        .ofMinLength(1)
        .ofMaxLength(4)
        .map(ChannelName::new)
        .set()
        .ofMaxSize(40);
  }

  @Test
  void aLevelThatStandsAnywhereIsTaken() {
    var name = new ChannelName("radio");
    var free = new TakenLevels().allot(name).orElseThrow();
    var swapped = "s0:c" + free.second() + ",c" + free.first();
    for (var text :
        List.of(
            "SecurityLabelLevel=" + free + "\n",
            "SecurityLabelLevel=" + swapped,
            "PodmanArgs=--security-opt=label=level:" + free + " -x",
            "      level: \"" + free + "\"",
            "level: s0-" + free,
            "s0:c" + free.first() + ",c" + free.second() + ",c1023,")) {
      var taken = new TakenLevels();
      taken.addAllIn(text);
      assertThat(taken.allot(name).orElseThrow()).as(text).isNotEqualTo(free);
    }
  }

  @Test
  void aContainerThatReachesEverythingTakesNothing() {
    var taken = new TakenLevels();
    taken.addAllIn("SecurityLabelLevel=s0:c0.c1023");
    assertThat(taken.allot(new ChannelName("a")))
        .isEqualTo(new TakenLevels().allot(new ChannelName("a")));
  }

  @Property
  void noTextIsTooMuch(@ForAll("texts") String text) {
    assertThatCode(() -> new TakenLevels().addAllIn(text)).doesNotThrowAnyException();
    assertThatCode(() -> McsLevel.parse(text)).doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.of("s0:c", "c", "1", "1023", "1024", "9999999999", ",", ".", "-", "s0", ":")
            .list()
            .ofMaxSize(12)
            .map(parts -> String.join("", parts)));
  }
}
