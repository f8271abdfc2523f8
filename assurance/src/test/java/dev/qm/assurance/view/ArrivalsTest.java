package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A process that is being started inside is judged by what it becomes. */
class ArrivalsTest {
  private static final Map<String, Long> HOST = Map.of("mnt", 1L, "pid", 2L);
  private static final Map<String, Long> OWN = Map.of("mnt", 11L, "pid", 12L);
  private static final long NOW = 10_000;

  private final LiveProcess first = process(100, 5, OWN, 2);
  private final Arrivals arrivals = new Arrivals(first, HOST);

  @Test
  void oneThatEntersIsWhatItIsWhenItIsIn() {
    var entering = process(200, NOW - 1, HOST, 0);
    var inside = process(200, NOW - 1, OWN, 2);

    assertThat(arrivals.settled(List.of(first, entering), NOW, _ -> Optional.of(inside)))
        .containsExactly(first, inside);
  }

  @Test
  void oneThatHasEndedOrGaveItsNumberAwayIsNone() {
    var entering = process(200, NOW - 1, HOST, 0);

    assertThat(arrivals.settled(List.of(first, entering), NOW, _ -> Optional.empty()))
        .containsExactly(first);
    assertThat(
            arrivals.settled(
                List.of(first, entering), NOW, _ -> Optional.of(process(200, NOW, OWN, 2))))
        .containsExactly(first);
  }

  @Test
  void oneThatStaysWithoutWallsStays() {
    var without = process(200, NOW - 1, OWN, 0);

    assertThat(arrivals.settled(List.of(first, without), NOW, Optional::of))
        .containsExactly(first, without);
  }

  @Test
  void nobodyWaitsForWhoHasBeenThereForLongOrHasAllWalls() {
    var old = process(200, 5, HOST, 0);
    var whole = process(201, NOW - 1, OWN, 2);
    var asked = new ArrayList<LiveProcess>();

    arrivals.settled(
        List.of(first, old, whole),
        NOW,
        it -> {
          asked.add(it);
          return Optional.of(it);
        });

    assertThat(asked).isEmpty();
  }

  private static LiveProcess process(
      int pid, long start, Map<String, Long> namespaces, int seccomp) {
    return new LiveProcess(
        new ProcessInfo(
            pid, 'S', 1, 0, start, Untrusted.of("app"), List.of(), List.of(), namespaces),
        "/",
        0,
        new Capabilities(0),
        new Capabilities(0),
        seccomp,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        "");
  }
}
