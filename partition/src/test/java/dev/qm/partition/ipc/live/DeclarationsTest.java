package dev.qm.partition.ipc.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What unit files say, and where they say it. */
class DeclarationsTest {
  @TempDir Path root;

  @BeforeEach
  void aPartition() throws IOException {
    write(
        "usr/share/containers/systemd/qm.container",
        """
        [Container]
        Rootfs=/usr/lib/qm/rootfs
        Volume=/etc/qm:/etc
        PublishPort=8080:80
        """);
  }

  @Test
  void aSocketUnitNamesItsPathAndTheDropInItsLine() throws Exception {
    write("etc/systemd/system/radio.socket", "[Socket]\nListenStream=%t/ipc/radio/radio.sock\n");
    write("etc/systemd/system/radio.socket.d/a.conf", "[Socket]\n\nListenDatagram=/run/ipc/r2\n");

    var sockets = declarations().sockets();

    assertThat(sockets.keySet())
        .containsExactlyInAnyOrder("/run/ipc/radio/radio.sock", "/run/ipc/r2");
    assertThat(sockets.get("/run/ipc/radio/radio.sock").toString()).endsWith("radio.socket:2");
    assertThat(sockets.get("/run/ipc/r2").toString()).endsWith("a.conf:3");
  }

  @Test
  void anAdministratorsUnitCountsBeforeTheVendors() throws Exception {
    write("usr/lib/systemd/system/a.socket", "[Socket]\nListenStream=/run/a\n");
    write("etc/systemd/system/a.socket", "[Socket]\n\nListenStream=/run/a\n");

    assertThat(declarations().sockets().get("/run/a").toString())
        .endsWith("etc/systemd/system/a.socket:3");
  }

  @Test
  void volumesPortsAndSocketsOfContainersHaveTheirLines() throws Exception {
    write(
        "etc/qm/containers/systemd/maps-server.container",
        "[Container]\nImage=maps\nEnvironment=QM_IPC_SOCKET=/run/maps/maps.sock\n");

    var declared = declarations();

    assertThat(declared.volumes().get("/etc").toString()).endsWith("qm.container:3");
    assertThat(declared.ports()).extracting(Port::text).containsExactly("8080:80");
    assertThat(declared.insideSockets().get("/run/maps/maps.sock").toString())
        .endsWith("maps-server.container:3");
    assertThat(declared.sockets()).isEmpty();
  }

  @Test
  void noLinkOfThePartitionLeadsOutOfIt() throws Exception {
    write("secret/x.container", "[Container]\nImage=x\nEnvironment=QM_IPC_SOCKET=/run/secret\n");
    Files.createDirectories(root.resolve("etc/qm/containers"));
    Files.createSymbolicLink(root.resolve("etc/qm/containers/systemd"), root.resolve("secret"));

    assertThat(declarations().insideSockets()).isEmpty();
  }

  @Test
  void aMaskedOrBrokenSocketUnitIsPassedOver() throws Exception {
    Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.createSymbolicLink(root.resolve("etc/systemd/system/m.socket"), Path.of("/dev/null"));
    write("etc/systemd/system/b.socket", "no unit\n[Socket\nListenStream=/run/b\n");

    assertThat(declarations().sockets()).isEmpty();
  }

  private Declarations declarations() throws Exception {
    return Declarations.of(PartitionSpec.require(new Root(root)));
  }

  private void write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
