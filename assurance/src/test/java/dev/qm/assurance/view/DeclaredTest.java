package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredTest {
  private static final String DROP_IN = "etc/systemd/system/qm.service.d/50-mine.conf";

  @TempDir Path folder;

  private PartitionSpec machine(String dropIn) throws Exception {
    GoldenCase.of(folder, "base.case");
    var file = folder.resolve(DROP_IN);
    Files.createDirectories(file.getParent());
    Files.writeString(file, dropIn);
    return PartitionSpec.require(new Root(folder.toRealPath()));
  }

  @Test
  void dropInsOfItsServiceComeLast() throws Exception {
    var spec = machine("[Service]\nMemoryMax=8G\nCPUWeight=\n");

    var partition = Declared.read(spec).partition();

    var last = partition.last("Service", "MemoryMax").orElseThrow();
    assertThat(last.value()).isEqualTo("8G");
    assertThat(last.origin().file()).isEqualTo(folder.toRealPath().resolve(DROP_IN));
    assertThat(last.origin().line()).isEqualTo(2);
    assertThat(partition.last("Service", "CPUWeight")).isEmpty();
    assertThat(partition.quadlet().dropIns()).contains(last.origin().file());
  }

  @Test
  void theyDoNotSpeakToPodman() throws Exception {
    var spec = machine("[Container]\nPodmanArgs=--privileged\n[Install]\nAlias=x.service\n");

    var partition = Declared.read(spec).partition();

    assertThat(partition.values("Container", "PodmanArgs")).isEmpty();
    assertThat(partition.values("Install", "Alias")).isEmpty();
    assertThat(partition.options().on("privileged")).isEmpty();
  }
}
