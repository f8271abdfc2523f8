package dev.qm.assurance.rules.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who says how a kernel is preempted: the first that knows. */
class PreemptionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          PREEMPT         | -                          | -                 | -                                  | /proc/version
          PREEMPT_RT      | -                          | preempt=none      | -                                  | /proc/version
          PREEMPT_DYNAMIC | none voluntary full (lazy) | preempt=voluntary | -                                  | /sys/kernel/debug/sched/preempt
          PREEMPT_DYNAMIC | -                          | preempt=full      | -                                  | /proc/cmdline
          PREEMPT_DYNAMIC | -                          | -                 | CONFIG_PREEMPT=y                   | /boot/config-6.12.0
          PREEMPT_DYNAMIC | -                          | -                 | CONFIG_PREEMPT_LAZY=y              | /boot/config-6.12.0
          """)
  void thisOneIs(String word, String live, String asked, String built, String place)
      throws Exception {
    var verdict = judge(word, live, asked, built);

    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    assertThat(places(((Verdict.Pass) verdict).evidence())).containsExactly(place);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -               | -                          | -                 | -                                  | /proc/version
          -               | none voluntary (full) lazy | preempt=full      | CONFIG_PREEMPT=y                   | /proc/version
          PREEMPT_DYNAMIC | (none) voluntary full      | preempt=full      | -                                  | /sys/kernel/debug/sched/preempt
          PREEMPT_DYNAMIC | -                          | preempt=voluntary | CONFIG_PREEMPT=y                   | /proc/cmdline
          PREEMPT_DYNAMIC | -                          | -                 | CONFIG_PREEMPT_NONE=y              | /boot/config-6.12.0
          PREEMPT_DYNAMIC | -                          | -                 | CONFIG_PREEMPT_VOLUNTARY=y         | /boot/config-6.12.0
          """)
  void thisOneIsNot(String word, String live, String asked, String built, String place)
      throws Exception {
    var verdict = judge(word, live, asked, built);

    assertThat(verdict).isInstanceOf(Verdict.Fail.class);
    var fault = ((Verdict.Fail) verdict).faults().getFirst();
    assertThat(places(fault.evidence())).containsExactly(place);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-", "CONFIG_HZ=250"})
  void whereNobodyKnowsTheModelItIsNotJudged(String built) throws Exception {
    assertThat(judge("PREEMPT_DYNAMIC", null, null, built)).isInstanceOf(Verdict.NotJudged.class);
  }

  @Test
  void processorsSetApartNeedNone() throws Exception {
    var golden = GoldenCase.of(folder, "reserved-processors.pass");
    Files.writeString(folder.resolve("sys/kernel/debug/sched/preempt"), "(none) voluntary full\n");

    assertThat(Preemption.RULE.judge(golden.view())).isInstanceOf(Verdict.Pass.class);
  }

  private Verdict judge(String word, String live, String asked, String built) throws Exception {
    var golden = GoldenCase.of(folder, "kernel-preemption.fail");
    write("proc/version", "Linux version 6.12.0 #1 SMP" + (word == null ? "" : " " + word) + " x");
    write("proc/cmdline", "root=/dev/vda1" + (asked == null ? "" : " " + asked));
    write("proc/sys/kernel/osrelease", "6.12.0");
    Files.delete(folder.resolve("sys/kernel/debug/sched/preempt"));
    if (live != null) {
      write("sys/kernel/debug/sched/preempt", live);
    }
    if (built != null) {
      Files.createDirectories(folder.resolve("boot"));
      write("boot/config-6.12.0", "#\n" + built);
    }
    return Preemption.RULE.judge(golden.view());
  }

  private void write(String file, String line) throws Exception {
    Files.writeString(folder.resolve(file), line + "\n");
  }

  private List<String> places(List<Evidence> evidence) {
    return evidence.stream().map(it -> it.place().replace(folder + "/", "/")).toList();
  }
}
