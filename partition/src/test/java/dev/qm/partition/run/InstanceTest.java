package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path folder;

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
