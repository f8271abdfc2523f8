package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.rule.Interference;
import dev.qm.host.Root;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page of the faults says what their files say. */
class FaultsPageTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  @Test
  void thePageInDocsIsThatOfTheFaults() throws Exception {
    var faults = shipped();

    assertThat(Files.readString(TREE.resolve("docs/faults.md")))
        .as("after a change of a fault: ./qm prove faults --markdown > docs/faults.md")
        .isEqualTo(FaultsPage.markdown(faults));
  }

  @Test
  void eachFaultHasItsRowAndAllThatItSays() throws Exception {
    for (var fault : shipped()) {
      var page = FaultsPage.markdown(List.of(fault));

      assertThat(page)
          .contains("| [" + fault.id() + "](#" + fault.id() + ") | ")
          .contains("\n## " + fault.id() + "\n")
          .contains("## Interference by " + fault.interference().words());
      assertThat(page.replace("\\", ""))
          .contains(fault.title().substring(1), fault.standsFor().substring(1))
          .contains(fault.channel().substring(1), fault.bounds().substring(1))
          .contains(fault.undo().substring(1))
          .contains(fault.probes());
      assertThat(fault.walls()).allMatch(wall -> page.contains("(rules.md#" + wall + ")"));
    }
  }

  @Test
  void whatMarkdownTakesForItsOwnIsText() {
    var odd =
        new Fault(
            "a",
            "a | b *c*",
            "<d>",
            Interference.MEMORY,
            "[x](y)",
            Set.of("fsync"),
            Set.of("memory-bound"),
            new Action.Stress(List.of("--a`b")),
            "b",
            "u",
            0.5);

    assertThat(FaultsPage.markdown(List.of(odd)))
        .contains("| a \\| b \\*c\\* | \\[x\\](y) |")
        .contains("\\<d\\>.", "`stress-ng --a'b`", "0.5 operations");
  }

  private static List<Fault> shipped() throws Exception {
    return Faults.read(new SystemTree(TREE.resolve("system")), new Root(Path.of("/none"))).all();
  }
}
