package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path folder;

  /** It keeps its number until somebody waits for it, which after a kill may take a while. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aProcessThatHasEndedRunsNoPartition() throws Exception {
    var spec = PartitionSpec.require(Machines.withQuadlet(folder.resolve("machine")));
    var state = Files.createDirectories(folder.resolve("crun"));
    // a parent that never waits
    var parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec sleep 1000").start();
    try (var said = parent.inputReader()) {
      var pid = Integer.parseInt(said.readLine());
      var status =
          "{\"pid\": %d, \"process-start-time\": %d, \"cgroup-path\": \"/%s/libpod-x\"}"
              .formatted(pid, Instance.startTime(pid), Runner.of(spec).cgroup());
      Files.writeString(Files.createDirectories(state.resolve("x")).resolve("status"), status);
      assertThat(Instance.find(spec, state)).isPresent();

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ")) {
        Thread.onSpinWait();
      }

      assertThat(Instance.find(spec, state)).isEmpty();
    } finally {
      parent.destroyForcibly();
    }
  }

  /** Other containers of the machine come and go at any time. */
  @Test
  void aContainerThatVanishesMeanwhileIsNoFailure() throws Exception {
    var spec = PartitionSpec.require(Machines.withQuadlet(folder.resolve("machine")));
    var state = Files.createDirectories(folder.resolve("crun"));
    var status = Files.createDirectories(state.resolve("other")).resolve("status");
    var hidden = state.resolve("other/status.tmp");
    Files.writeString(hidden, "{\"pid\": 1, \"process-start-time\": 1, \"cgroup-path\": \"/x\"}");
    var looked = new AtomicBoolean();
    var others =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!looked.get()) {
                  Files.move(hidden, status);
                  Files.move(status, hidden);
                }
              } catch (Exception failure) {
                throw new AssertionError(failure);
              }
            });
    try {
      for (var i = 0; i < 5000; i++) {
        assertThat(Instance.find(spec, state)).isEmpty();
      }
    } finally {
      looked.set(true);
      others.join();
    }
  }
}
