package dev.qm.assurance.prove.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.work.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
  @TempDir Path folder;

  @Test
  void eachHasANameOfItsOwnAndIsFound() {
    assertThat(Probes.ALL.stream().map(Probe::id)).doesNotHaveDuplicates().hasSize(17);
    for (var probe : Probes.ALL) {
      assertThat(Probes.of(probe.id())).contains(probe);
      assertThat(probe.title()).isNotBlank().doesNotEndWith(".");
      assertThat(probe.standsFor()).isNotBlank();
      assertThat(probe.source()).isNotBlank();
      assertThat(probe.period()).isPositive();
      assertThat(probe.deadline()).isPositive();
    }
    assertThat(Probes.of("cyclictest")).isEmpty();
  }

  @Test
  void theDocumentHasThemAllWithTheirPeriods() throws Exception {
    var text = Files.readString(Path.of(System.getProperty("qm.tree"), "docs/prove.md"));

    for (var probe : Probes.ALL) {
      var millis = probe.period().toMillis();
      assertThat(text)
          .contains(
              "| `"
                  + probe.id()
                  + "` | "
                  + probe.title()
                  + " | "
                  + (millis < 1000 ? millis + " ms" : millis / 1000 + " s")
                  + " |");
      assertThat(probe.deadline()).isEqualTo(probe.period());
    }
  }

  @Test
  void whatNeedsOnlyProcessorAndMemoryWorks() {
    for (Work work : List.of(new Computation(), new MemoryCopy(1), new MemoryCopy(9 << 20))) {
      for (var i = 0; i < 20; i++) {
        assertThat(work.once()).isTrue();
      }
    }
  }

  @Test
  void theChaseComesToEveryLineBeforeItComesBack() {
    // 10,000 reads, a ring of 10,000 lines: each round ends where it began
    var chase = new MemoryChase(64 * 10_000);
    assertThat(chase.once()).isTrue();
    assertThat(chase.place()).isZero();
    var shorter = new MemoryChase(64 * 9_999);
    assertThat(shorter.once()).isTrue();
    assertThat(shorter.place()).isNotZero();
  }

  @Test
  void theMemoryIsTwiceTheLargestCacheWithinBounds() throws Exception {
    var root = new Root(folder);
    assertThat(CacheSize.beyond(root)).isEqualTo(8 << 20);
    cache(0, "64K");
    cache(3, "12288K");
    assertThat(CacheSize.beyond(root)).isEqualTo(24 << 20);
    cache(3, "999999999999K");
    assertThat(CacheSize.beyond(root)).isEqualTo(64 << 20);
    cache(3, "lots");
    assertThat(CacheSize.beyond(root)).isEqualTo(8 << 20);
  }

  @Test
  void theResultOfCyclictestIsRead() throws Exception {
    var reading =
        Cyclictest.reading(
            """
            {"file_version": 1, "return_code": 0, "sysinfo": {"machine": "x86_64", "realtime": 0},
             "thread": {"0": {"histogram": {"15": 2, "16": 5, "1700": 3},
               "cycles": 12, "min": 15, "max": 250000, "avg": 37.20, "cpu": 0, "node": 0}}}
            """);

    assertThat(reading.probe()).isEqualTo("cyclictest");
    assertThat(reading.latencies().count()).isEqualTo(12);
    assertThat(reading.latencies().quantile(0.5)).isBetween(16_000L, 16_040L);
    // the two that were only counted
    assertThat(reading.latencies().max()).isBetween(250_000_000L, 250_300_000L);
    assertThat(reading.missed()).isEqualTo(5);
    // cycles that it is too late for it skips, and says nothing of them
    assertThat(reading.leftOut()).isEmpty();
    assertThat(reading.words(""))
        .isEqualTo("12 tries or more were due: 5 came late or never began");
  }

  @Test
  void aResultThatIsNoneIsAnError() {
    for (var text :
        List.of(
            "",
            "{",
            "{}",
            "{\"histogram\":{}}",
            "{\"histogram\":{\"a\":1}}",
            "{\"histogram\":{\"1\":\"b\"}}",
            "{\"histogram\":{\"1\":-4},\"max\":1}",
            "{\"histogram\":[1]}",
            "T: 0 ( 1) P:80 I:1000 C: 10")) {
      assertThatThrownBy(() -> Cyclictest.reading(text))
          .as(text)
          .isInstanceOf(HostException.class)
          .hasMessageStartingWith("cannot read the result of cyclictest");
    }
  }

  @Test
  void anotherToolIsRefused() {
    assertThatThrownBy(() -> Cyclictest.of(List.of("hwlatdetect")))
        .hasMessageContaining("the only other tool that qm prove reads is cyclictest");
  }

  private void cache(int index, String size) throws Exception {
    var place =
        Files.createDirectories(folder.resolve("sys/devices/system/cpu/cpu0/cache/index" + index));
    Files.writeString(place.resolve("size"), size + "\n");
  }
}
