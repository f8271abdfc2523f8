package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The sentences about keys, and the keys that the recipes know, are the same. */
class SentencesTest {
  @Test
  void everyKeyOfEveryTypeHasItsSentenceAndThereIsNoOther() {
    for (var type : UnitType.values()) {
      var said = Sentences.all().getOrDefault(type.section(), java.util.Map.of()).keySet();

      assertThat(said)
          .as("[%s]", type.section())
          .containsExactlyInAnyOrderElementsOf(KnownKeys.of(type).names());
    }
  }

  @Test
  void onlySectionsThatQuadletReadsHaveSentences() {
    Set<String> sections = new TreeSet<>();
    for (var type : UnitType.values()) {
      sections.add(type.section());
    }
    sections.add("Quadlet");

    assertThat(Sentences.all().keySet()).containsExactlyInAnyOrderElementsOf(sections);
    assertThat(Sentences.all().get("Quadlet")).containsOnlyKeys("DefaultDependencies");
  }

  @Test
  void aSentenceIsOneThatEndsAndFitsBesideAList() {
    List<String> odd = new ArrayList<>();
    for (var section : Sentences.all().values()) {
      section.forEach((key, sentence) -> {
        if (!sentence.endsWith(".")
            || !sentence.equals(sentence.strip())
            || Character.isLowerCase(sentence.charAt(0))
            || sentence.length() > 200) {
          odd.add(key + " " + sentence);
        }
      });
    }
    assertThat(odd).isEmpty();
  }
}
