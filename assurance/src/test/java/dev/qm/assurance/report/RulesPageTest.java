package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rules.Rules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of the rules says what the rules say. */
class RulesPageTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  @Test
  void thePageInDocsIsThatOfTheRules() throws Exception {
    assertThat(Files.readString(TREE.resolve("docs/rules.md")))
        .as("after a change of a rule: ./qm verify rules --markdown > docs/rules.md")
        .isEqualTo(RulesPage.markdown(Rules.all()));
  }

  @Test
  void eachRuleHasItsRowAndAllThatItSays() {
    for (var rule : Rules.all()) {
      var page = RulesPage.markdown(List.of(rule));

      assertThat(page)
          .contains("| [" + rule.id() + "](#" + rule.id() + ") | ")
          .contains("\n## " + rule.id() + "\n")
          .contains("## Against interference by " + rule.interference().words());
      assertThat(page.replace("\\", ""))
          .contains(rule.title(), rule.harm(), rule.rationale().replace('\n', ' '))
          .contains(rule.how(), rule.proves(), rule.doesNotProve(), rule.mend())
          .contains(rule.sources());
    }
  }

  @Test
  void whatMarkdownTakesForItsOwnIsTextAndCodeStaysCode() {
    var verdict = Verdict.pass();
    var rule = Samples.rule("a", Interference.MEMORY, verdict);
    var odd =
        dev.qm.assurance.rule.Rule.named("a")
            .title("A | b *c* <d> and `e_f*g`")
            .harm(rule.harm())
            .rationale("_x_ [y](z)\nand panic_on_oom")
            .check(_ -> verdict);

    assertThat(RulesPage.markdown(List.of(odd)))
        .contains("| A \\| b \\*c\\* \\<d\\> and `e_f*g` |")
        .contains("\\_x\\_ \\[y\\](z) and panic_on_oom");
  }
}
