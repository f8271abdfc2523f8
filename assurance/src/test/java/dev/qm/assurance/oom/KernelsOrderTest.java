package dev.qm.assurance.oom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.oom.DyingOrder.Victim;
import dev.qm.host.process.OomProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Our order of the processes of this very machine, beside what its kernel says of each. */
class KernelsOrderTest {
  /**
   * Thousandths of all memory, and one for rounding: what a process may move while it is looked at.
   */
  private static final long MOVEMENT = 3;

  @Test
  void ourScoresAreTheKernels() throws Exception {
    var compared = 0;
    for (var victim : picture().machine().victims()) {
      var kernel = victim.candidate().kernelScore();
      if (kernel.isPresent()) {
        assertThat(victim.score())
            .as(victim.candidate().words())
            .isCloseTo(kernel.getAsLong(), within(MOVEMENT));
        compared++;
      }
    }
    assertThat(compared).as("processes that could be compared").isGreaterThan(1);
  }

  @Test
  void ourOrderIsTheKernels() throws Exception {
    var victims = new ArrayList<Victim>();
    for (var victim : picture().machine().victims()) {
      if (victim.candidate().kernelScore().isPresent()) {
        victims.add(victim);
      }
    }

    // whoever stands before another has no lower score, but for those that are nearly alike
    var highestBehind = Long.MIN_VALUE;
    for (var victim : victims.reversed()) {
      var score = victim.candidate().kernelScore().getAsLong();
      highestBehind = Math.max(highestBehind, score);
      assertThat(score)
          .as(victim.candidate().words())
          .isGreaterThanOrEqualTo(highestBehind - MOVEMENT);
    }
    assertThat(victims).hasSizeGreaterThan(1);
  }

  @Test
  void aProcessWithAHigherScoreStandsBeforeThisOne() throws Exception {
    var child =
        new ProcessBuilder("sh", "-c", "echo 900 > /proc/self/oom_score_adj; exec sleep 1000")
            .start();
    try {
      var pid = (int) child.pid();
      while (OomProcess.read(pid).orElseThrow().adjust() != 900) {
        Thread.onSpinWait();
      }

      var pids =
          picture().machine().victims().stream().map(victim -> victim.candidate().pid()).toList();

      assertThat(pids).contains(pid, (int) ProcessHandle.current().pid());
      assertThat(pids.indexOf(pid)).isLessThan(pids.indexOf((int) ProcessHandle.current().pid()));
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aMachineWithoutAPartitionHasNoProcessOfOne() throws Exception {
    var seen = OomSurvey.observe(Optional.empty(), asil());

    assertThat(seen.candidates()).isNotEmpty().noneMatch(it -> it.owner().isInPartition());
    assertThat(seen.machine().totalPages()).isPositive();
  }

  private static OomPicture picture() throws Exception {
    return OomSurvey.of(Optional.empty(), asil());
  }

  private static Optional<AsilSide> asil() throws Exception {
    return Optional.of(AsilSide.of(List.of("brake.service")));
  }
}
