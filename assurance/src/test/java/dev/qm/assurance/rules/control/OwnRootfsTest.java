package dev.qm.assurance.rules.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a rootfs is not the partition's own, a golden machine each. */
class OwnRootfsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bound", "kernel", "written", "image", "word"})
  void isFoundAtTheLineThatSaysSo(String machine) throws Exception {
    var golden = GoldenCase.of(folder, "own-rootfs." + machine);
    var expected = golden.expected().getFirst();

    var verdict = OwnRootfs.RULE.judge(golden.view());

    assertThat(verdict).isInstanceOf(Verdict.Fail.class);
    var fault = ((Verdict.Fail) verdict).faults().getFirst();
    assertThat(fault.evidence().getFirst().place().replace(golden.folder() + "/", "/"))
        .isEqualTo(expected.place());
    assertThat(fault.what()).contains(expected.words());
  }

  @Test
  void aPlaceThatSetupChoseIsItsOwn() throws Exception {
    var golden = GoldenCase.of(folder, "own-rootfs.chosen");

    assertThat(OwnRootfs.RULE.judge(golden.view())).isInstanceOf(Verdict.Pass.class);
  }
}
