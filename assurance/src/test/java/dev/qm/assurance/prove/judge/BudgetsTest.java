package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetsTest {
  private static final SystemTree SYSTEM =
      new SystemTree(Path.of(System.getProperty("qm.tree"), "system"));
  private static final Set<String> PROBES =
      Set.of(
          "wake-up", "fsync", "fork-exec", "file-sync", "dbus-call", "cgroup-mkdir", "unit-start");

  @TempDir Path machine;

  @Test
  void withoutAFileOfTheOwnersTheShippedOnesCount() throws Exception {
    var budget = read().of("wake-up");

    assertThat(budget.ratio()).isEqualTo(1.5);
    assertThat(budget.noise()).isEqualTo(2);
    assertThat(budget.floor()).isEqualTo(Duration.ofNanos(200_000));
    assertThat(read().of("file-sync").floor()).isEqualTo(Duration.ofMillis(20));
    assertThat(read().of("file-sync").ratio()).isEqualTo(1.5);
    assertThat(read().of("nobody knows")).isEqualTo(read().others());
  }

  @Test
  void theOwnersFilesHaveTheLastWordKeyByKey() throws Exception {
    write("10-mine.conf", "[Defaults]\nRatio=3\n[fsync]\nFloor=20ms\n");
    write("20-more.conf", "# the brake\n[fsync]\nRatio=4\nFloor=30ms\n");
    write("ignored.txt", "[nonsense\n");

    assertThat(read().of("wake-up").ratio()).isEqualTo(3);
    assertThat(read().of("fsync").ratio()).isEqualTo(4);
    assertThat(read().of("fsync").floor()).isEqualTo(Duration.ofMillis(30));
    assertThat(read().of("fsync").noise()).isEqualTo(read().others().noise());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[wakeup]\\nRatio=2 | a.conf:1: there is no probe [wakeup] | known are Defaults, cgroup-mkdir,",
        "[fsync]\\nTimes=2 | a.conf:2: unknown key 'Times' in [fsync] | the keys are Ratio=, Floor=,",
        "[fsync]\\nRatio=much | a.conf:2: Ratio= cannot be 'much' | write a number from 1 to 1000000",
        "[fsync]\\n\\nRatio=0.5 | a.conf:3: Ratio= cannot be '0.5' | write a number from 1 to",
        "[fsync]\\nRatio=NaN | a.conf:2: Ratio= cannot be 'NaN' | write a number",
        "[fsync]\\nFloor=soon | a.conf:2: Floor= cannot be 'soon' | such as 500us, 20ms or 2s",
        "[fsync]\\nRecovery=infinity | a.conf:2: Recovery= cannot be 'infinity' | write a time from 1ms",
        "Ratio=2 | a.conf:1: | ",
      })
  void errorsNameTheLineAndSayWhatToWrite(String text, String what, String mend)
      throws IOException {
    write("a.conf", text.replace("\\n", "\n") + "\n");

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> {
              assertThat(failure.getMessage()).contains(what);
              assertThat(failure.mend().orElse("")).contains(mend == null ? "" : mend);
            });
  }

  @Property(tries = 300)
  void anyTextIsUnderstoodOrRefused(@ForAll String text) throws Exception {
    // JUnit makes no @TempDir for a property
    var folder = Files.createTempDirectory("budgets");
    var file = folder.resolve("etc/qm-assurance/prove.d/a.conf");
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "[fsync]\nRatio=" + text);
      assertThat(Budgets.read(SYSTEM, new Root(folder), PROBES).of("fsync").ratio())
          .isGreaterThanOrEqualTo(1);
    } catch (HostException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    } finally {
      for (var place = file; place.startsWith(folder); place = place.resolveSibling("")) {
        Files.deleteIfExists(place);
      }
    }
  }

  private Budgets read() throws HostException {
    return Budgets.read(SYSTEM, new Root(machine), PROBES);
  }

  private void write(String name, String text) throws IOException {
    var folder = machine.resolve("etc/qm-assurance/prove.d");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name), text);
  }
}
