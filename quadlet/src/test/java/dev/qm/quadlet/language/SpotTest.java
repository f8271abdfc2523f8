package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.machine.Settings;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An editor may ask at any place of any text. */
class SpotTest {
  private static final UnitPart PART =
      UnitPart.of(Path.of("/no/such/folder/a.container")).orElseThrow();

  @Property(tries = 2000)
  void anyPlaceOfAnyTextIsPartOfSomethingThatHoldsIt(@ForAll("texts") String text) {
    for (var offset = 0; offset <= text.length(); offset++) {
      var spot = Spot.at(text, offset);

      assertThat(spot.start()).isBetween(0, text.length());
      assertThat(spot.end()).isBetween(spot.start(), text.length());
      if (spot instanceof Spot.Word word) {
        assertThat(offset).isBetween(word.start(), word.end());
        assertThat(text.substring(word.start(), word.end())).isEqualTo(word.word());
      }
    }
  }

  @Property(tries = 500)
  void anyPlaceOfAnyTextHasAnAnswer(@ForAll("texts") String text) {
    var workspace =
        Workspace.of(Settings.host().withFiles(file -> true), List.of()).with(PART.file(), text);
    var moment = workspace.now();
    for (var offset = 0; offset <= text.length(); offset++) {
      for (var proposal : Completion.at(moment, PART, text, offset)) {
        assertThat(text.substring(proposal.start(), proposal.end())).doesNotContain("\n");
      }
      assertThat(Hover.at(moment, PART, text, offset)).isNotNull();
      assertThat(Definition.at(moment, PART, text, offset)).isNotNull();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "[Container]\n",
                " [Unit] \n",
                "[Service]\r\n",
                "[",
                "]",
                "\n",
                "\r\n",
                "=",
                "\\",
                " \\\n",
                "\\ \n",
                " ",
                "#",
                ";",
                "Image",
                "Image=a.image",
                "\nVolume=",
                "a.volume:",
                "\u00a0",
                "\ud834\udd1e",
                "\0",
                "\uFEFF"),
            Arbitraries.strings().ofMaxLength(2))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
