package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of the partition, as the one Quadlet inside sees its two trees. */
class PartitionUnitsTest {
  private static final String ETC = "/etc/qm/containers/systemd/";
  private static final String ROOTFS = "/usr/lib/qm/rootfs/usr/share/containers/systemd/";

  @TempDir Path folder;

  private Root root;

  @BeforeEach
  void aMachine() throws IOException {
    root = Machines.withQuadlet(folder);
    Files.createDirectories(root.at("/etc/qm"));
    Files.createDirectories(root.at("/usr/lib/qm/rootfs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-app.container.d", "my-.container.d", "container.d"})
  void aUnitOfTheRootfsHasTheDropInsOfEtcAndTheOtherWayRound(String dropIns) throws Exception {
    write(ROOTFS + "my-app.container", "[Container]\nImage=a\n");
    write(ETC + "my-own.container", "[Container]\nImage=b\n");
    write(ETC + dropIns + "/10.conf", "[Container]\nLabel=etc\n");
    write(ROOTFS + dropIns.replace("app", "own") + "/20.conf", "[Container]\nLabel=rootfs\n");

    assertThat(labels("my-app.container")).contains("etc");
    assertThat(labels("my-own.container")).contains("rootfs");
  }

  @Test
  void aDropInOfEtcShadowsTheOneOfItsNameInTheRootfs() throws Exception {
    write(ROOTFS + "app.container", "[Container]\nImage=a\n");
    write(ROOTFS + "app.container.d/10.conf", "[Container]\nLabel=rootfs\n");
    write(ETC + "app.container.d/10.conf", "[Container]\nLabel=etc\n");

    assertThat(labels("app.container")).containsExactly("etc");
  }

  @Test
  void noLinkLeadsFromOneTreeToTheHost() throws Exception {
    write("/etc/secret.conf", "[Container]\nLabel=secret\n");
    write(ROOTFS + "app.container", "[Container]\nImage=a\n");
    Files.createDirectories(root.at(ETC + "app.container.d"));
    Files.createSymbolicLink(root.at(ETC + "app.container.d/10.conf"), root.at("/etc/secret.conf"));

    assertThat(labels("app.container")).isEmpty();
  }

  private List<String> labels(String unit) throws Exception {
    return PartitionUnits.read(PartitionSpec.require(root)).units().stream()
        .filter(it -> it.name().equals(unit))
        .flatMap(it -> it.unit().values("Container", "Label").stream())
        .map(Entry::value)
        .toList();
  }

  private void write(String place, String text) throws IOException {
    var file = root.at(place);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.writeString(file, text);
  }
}
