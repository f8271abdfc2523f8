package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNodesTest {
  @TempDir private Path root;

  @Test
  void theNodesOfThisMachineAreFoundWithTheirNumbers() throws Exception {
    assertThat(DeviceNodes.below(Path.of("/")).nodes())
        .anySatisfy(node -> {
          assertThat(node.path()).isEqualTo("/dev/null");
          assertThat(node.device()).isEqualTo("c 1:3");
        });
  }

  @Test
  void aLinkInThePlaceOfTheFolderLeadsNowhere() throws Exception {
    Files.createSymbolicLink(root.resolve("dev"), Path.of("/dev"));

    assertThatThrownBy(() -> DeviceNodes.below(root))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("cannot look at the devices");
  }

  @Test
  void linksFilesAndPipesInItAreNoNodes() throws Exception {
    var dev = Files.createDirectories(root.resolve("dev/inner"));
    Files.createSymbolicLink(dev.resolve("planted"), Path.of("/dev/null"));
    Files.createSymbolicLink(root.resolve("dev/folder"), Path.of("/dev"));
    Files.writeString(dev.resolve("file"), "");

    assertThat(DeviceNodes.below(root)).isEqualTo(new DeviceNodes(List.of(), true));
  }

  @Test
  void aRootWithoutDevicesHasNone() throws Exception {
    assertThat(DeviceNodes.below(root).nodes()).isEmpty();
  }
}
