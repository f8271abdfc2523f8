package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The partition writes what it likes into its unit files. */
class HostileUnitsTest {
  private static final String UNITS = "/etc/qm/containers/systemd/";

  @Property(tries = 150)
  void nothingThatThePartitionWritesStopsTheCheckOrANewChannel(
      @ForAll("texts") String one, @ForAll("texts") String other, @ForAll("texts") String yaml)
      throws Exception {
    var folder = Files.createTempDirectory("qm-hostile");
    try {
      var root = Machines.withQuadlet(folder);
      Files.createDirectories(root.at("/usr/lib/qm/rootfs"));
      write(root, "a.container", one);
      write(root, "b.container", other);
      write(root, "b.container.d/x.conf", one);
      write(root, "c.kube", "[Kube]\nYaml=c.yaml /etc/../../../etc/passwd c.yaml\n" + other);
      write(root, "c.yaml", yaml);
      var spec = PartitionSpec.require(root);

      var channel =
          NewChannel.plan(
              spec,
              new SystemTree(Machines.SYSTEM),
              new NewChannel.Request(
                  new ChannelName("radio"),
                  ChannelKind.QM_QM,
                  Optional.empty(),
                  Optional.empty(),
                  Edits.KEPT));

      assertThat(one + other + yaml)
          .doesNotContain(channel.record().level().orElseThrow().toString());
      assertThat(DeclaredChannels.read(spec).problems())
          .allMatch(problem -> problem.origin().file().startsWith(folder));
    } finally {
      remove(folder);
    }
  }

  @Example
  void thereIsAnEndToWhatIsReadOfAllFilesTogether() throws Exception {
    var folder = Files.createTempDirectory("qm-hostile").toRealPath();
    try {
      var one = Files.writeString(folder.resolve("one"), "1234");
      var disk = new HostileDisk(folder, 8);

      disk.bytes(one, 100);
      disk.bytes(one, 100);
      assertThatThrownBy(() -> disk.bytes(one, 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("all that is read");
    } finally {
      remove(folder);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var lines =
        Arbitraries.of(
            "[Container]",
            "[Kube]",
            "[Unit]",
            "Image=a",
            "SecurityLabelLevel=s0:c1,c2",
            "SecurityLabelLevel=s0:c2,c1",
            "SecurityLabelLevel=s0:c0.c1023",
            "SecurityLabelLevel=s0-s0:c9999",
            "SecurityLabelType=qm_container_ipc_t",
            "Volume=a.volume:/run/a:Z",
            "Volume=.volume:/:Z",
            "Volume=:",
            "Volume=/run/ipc/../../x:/run/ipc",
            "Volume=/run/ipc:/run/ipc:",
            "Volume=%t/ipc/a/:/run/ipc/a/",
            "Environment=QM_IPC_SOCKET=/run/a/a.sock",
            "Environment=QM_IPC_SOCKET=",
            "Environment=\"QM_IPC_SOCKET=%",
            "After=a.service b.service",
            "Yaml=c.yaml",
            "Yaml=",
            "ServiceName=../x",
            "      level: \"s0:c1,c2\"",
            "  /run/ipc/a qm_container_ipc_t",
            "\\",
            "");
    return Arbitraries.oneOf(lines, Arbitraries.strings().ofMaxLength(30))
        .list()
        .ofMaxSize(14)
        .map(list -> String.join("\n", list));
  }

  private static void write(Root root, String name, String text) throws IOException {
    var file = root.at(UNITS + name);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (var walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (var path : all) {
      Files.delete(path);
    }
  }
}
