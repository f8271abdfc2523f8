package dev.qm.partition.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.process.ProcessInfo;
import dev.qm.partition.ipc.live.NestedContainer;
import dev.qm.partition.show.NamespaceView.Row;
import dev.qm.partition.show.NamespaceView.Standing;
import dev.qm.partition.show.NamespaceView.Who;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceViewTest {
  private static final Map<String, Long> HOSTS = Map.of("net", 1L, "mnt", 2L, "user", 3L);

  @Test
  void eachNamespaceIsOwnOrSharedWithSomebody() {
    var first = process(10, "systemd", Map.of("net", 11L, "mnt", 12L, "user", 3L));
    var app = process(20, "app", Map.of("net", 11L, "mnt", 22L, "user", 3L));
    var radio = new NestedContainer("f".repeat(64), Untrusted.of("radio"), 20);

    var view = NamespaceView.of(10, HOSTS, List.of(radio), List.of(first, app));

    assertThat(view.of())
        .containsExactly(
            row("user", Who.PARTITION, "", 10, 3, 2, Standing.HOSTS),
            row("mnt", Who.PARTITION, "", 10, 12, 1, Standing.OWN),
            row("net", Who.PARTITION, "", 10, 11, 2, Standing.OWN),
            row("user", Who.CONTAINER, "radio", 20, 3, 2, Standing.HOSTS),
            row("mnt", Who.CONTAINER, "radio", 20, 22, 1, Standing.OWN),
            row("net", Who.CONTAINER, "radio", 20, 11, 2, Standing.PARTITIONS));
  }

  @Test
  void aSandboxedServiceIsToldByWhatNobodyElseHas() {
    var first = process(10, "systemd", Map.of("net", 11L, "mnt", 12L));
    var logind = process(30, "logind", Map.of("net", 11L, "mnt", 32L));

    assertThat(NamespaceView.of(10, HOSTS, List.of(), List.of(first, logind)).of())
        .last()
        .isEqualTo(row("mnt", Who.PROCESS, "logind", 30, 32, 1, Standing.OWN));
  }

  @Test
  void aPartitionOrContainerThatEndedMeanwhileIsLeftOut() {
    var first = process(10, "systemd", Map.of("net", 11L));
    var gone = new NestedContainer("f".repeat(64), Untrusted.of("gone"), 99);

    assertThat(NamespaceView.of(10, HOSTS, List.of(gone), List.of(first)).of()).hasSize(1);
    assertThat(NamespaceView.of(10, HOSTS, List.of(), List.of()).of()).isEmpty();
  }

  private static ProcessInfo process(int pid, String name, Map<String, Long> namespaces) {
    return new ProcessInfo(pid, 'S', 1, 0, 1, Untrusted.of(name), List.of(), List.of(), namespaces);
  }

  private static Row row(
      String kind, Who who, String name, int pid, long inode, int processes, Standing standing) {
    return new Row(kind, who, Untrusted.of(name), pid, inode, processes, standing);
  }
}
