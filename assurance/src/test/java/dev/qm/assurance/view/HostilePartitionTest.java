package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition that writes more than anybody reads, so that nobody gets to the end. */
class HostilePartitionTest {
  private static final String UNITS = "etc/qm/containers/systemd/";

  @TempDir Path folder;
  private GoldenCase golden;

  @BeforeEach
  void makeOne() throws IOException {
    golden = GoldenCase.of(folder, "base.case");
  }

  private void write(String name, String text) throws IOException {
    var file = golden.folder().resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private Verdict judged(String rule) throws Exception {
    return Rules.named(rule).orElseThrow().judge(golden.view());
  }

  @Test
  void ofMoreUnitsThanAreLookedAtTheRestIsSaid() throws Exception {
    for (var i = 0; i < Declared.MOST_UNITS + 1; i++) {
      write(UNITS + "a" + i + ".container", "[Container]\nImage=localhost/a\n");
    }

    var declared = golden.view().declared();

    assertThat(declared.nested()).hasSize(Declared.MOST_UNITS);
    assertThat(declared.gaps()).anyMatch(gap -> gap.contains("more units than the 5000"));
    assertThat(judged("nested-privileged")).isInstanceOf(Verdict.NotJudged.class);
    assertThat(judged("ipc-declared")).isInstanceOf(Verdict.NotJudged.class);
  }

  @Test
  void ofMoreUnitsOfUsersThanAreLookedAtTheRestIsSaid() throws Exception {
    for (var i = 0; i < Declared.MOST_UNITS + 1; i++) {
      write(
          "var/qm/home/u" + i % 9 + "/.config/containers/systemd/a" + i + ".container",
          "[Container]\nImage=localhost/a\n");
    }

    var homes = golden.view().declared().homes();

    assertThat(homes.seen().containers()).hasSize(Declared.MOST_UNITS);
    assertThat(homes.seen().gaps()).anyMatch(gap -> gap.contains("users inside have more units"));
    assertThat(homes.seen()).as("is read once").isSameAs(homes.seen());
  }

  @Test
  void aMendThatWouldSayThousandsOfLinesAnewIsNone() throws Exception {
    write(UNITS + "few.container", unit(100));
    assertThat(faults("nested-pid-namespace")).hasSize(100).allMatch(it -> it.mend().isPresent());

    write(UNITS + "few.container", unit(35_000));
    assertThat(faults("nested-pid-namespace")).hasSize(101).allMatch(it -> it.mend().isEmpty());
  }

  private static String unit(int lines) {
    return "[Container]\nImage=localhost/a\n" + "PodmanArgs=--pid=host\n".repeat(lines);
  }

  private List<Fault> faults(String rule) throws Exception {
    return ((Verdict.Fail) judged(rule)).faults();
  }

  @Test
  void aLineWithThousandsOfWordsIsShownByItsBeginning() throws Exception {
    write(
        UNITS + "a.container", "[Container]\nImage=a\nPodmanArgs=" + "--pid=host ".repeat(35_000));

    assertThat(faults("nested-pid-namespace"))
        .hasSize(101)
        .allMatch(fault -> fault.evidence().getFirst().value().length() < 1_100);
  }

  @Test
  void ofMoreOfContainersConfThanIsReadTheRestIsSaid() throws Exception {
    for (var i = 0; i < 20; i++) {
      write(
          "etc/qm/containers/containers.conf.d/" + (10 + i) + ".conf",
          "[containers]\n" + ("k" + i + " = 1\n").repeat(25_000));
    }

    assertThat(golden.view().declared().gaps())
        .anyMatch(gap -> gap.contains("29.conf is not read: the partition has too much"));
  }
}
