package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes the partition's OOM score, and who does not. */
class ExecutionTest {
  private static final List<String> SHOW = List.of("cat", "/proc/self/oom_score_adj");

  @Test
  void theCommandHasTheScoreOfThePartitionAndThisProcessKeepsItsOwn() throws Exception {
    var before = score();
    var wanted = Math.min(1000, before + 7);

    var shown = Command.of(Execution.scored(before, wanted, SHOW)).require();

    assertThat(shown.output().strip()).isEqualTo(Integer.toString(wanted));
    assertThat(score()).isEqualTo(before);
  }

  @Test
  void aHigherScoreIsNotLowered() {
    assertThat(Execution.scored(750, 500, SHOW)).isEqualTo(SHOW);
    assertThat(Execution.scored(500, 500, SHOW)).isEqualTo(SHOW);
  }

  @Test
  void wordsOfTheCommandAreWordsStill() throws Exception {
    var own = score();
    var odd = List.of("printf", "%s|", "$HOME", "a b", "", "'\"");

    assertThat(Command.of(Execution.scored(own, Math.min(1000, own + 1), odd)).require().output())
        .isEqualTo("$HOME|a b||'\"|");
  }

  private static int score() throws Exception {
    return Integer.parseInt(Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
  }
}
