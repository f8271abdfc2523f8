package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.example.Program;
import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The channel demo between the two sides: the units that a user has for it, and the demo pair. */
final class Channel {
  static final Path SOCKET = Path.of("/run/ipc/demo/demo.sock");

  private final Path tree;
  private final Path work;

  Channel(Path tree) {
    this.tree = tree;
    try {
      // not the machine's Podman storage: the test leaves nothing there
      this.work = Files.createTempDirectory("qm-ipc");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Writes the units; the partition has the channel from its next start on. */
  void declare() throws IOException {
    for (var unit : units().entrySet()) {
      var file = Path.of(unit.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, unit.getValue());
    }
  }

  /** Takes everything back, as far as it is there. */
  void remove() throws IOException, InterruptedException {
    if (Shell.has("podman")) {
      // a test that failed may have left the server behind
      podman("rm", "--force", "--ignore", "demo-server");
    }
    for (var unit : units().keySet()) {
      Files.deleteIfExists(Path.of(unit));
    }
    Files.deleteIfExists(SOCKET);
    Files.deleteIfExists(SOCKET.getParent());
    Shell.run(tree, "rm", "-rf", "--one-file-system", "--", work.toString());
  }

  /** The image of the demo pair, loaded for the server's side. */
  Path buildImage() throws IOException, InterruptedException {
    var image = work.resolve("image.tar");
    var build =
        Shell.run(
            tree,
            Map.of("QM_JAVA_HOME", System.getProperty("java.home")),
            "examples/ipc/build-image",
            "--output",
            image.toString());
    assertThat(build.status()).as(build.err()).isZero();
    var load = podman("load", "--quiet", "--input", image.toString());
    assertThat(load.status()).as(load.err()).isZero();
    return image;
  }

  /** {@code qm ipc run}, in the background. */
  Program serve() throws IOException {
    return Program.start(Map.of(), List.of(tree.resolve("qm").toString(), "ipc", "run", "demo"));
  }

  /** What the client writes into the partition's journal, from now on. */
  Program clientLog() throws IOException {
    return Program.start(
        Map.of(),
        List.of(
            tree.resolve("qm").toString(),
            "exec",
            "--",
            "journalctl",
            "--follow",
            "--lines=all",
            "--output=cat",
            "--unit=demo-client"));
  }

  void killServer() throws IOException, InterruptedException {
    var inspect = podman("inspect", "--format", "{{.State.Pid}}", "demo-server");
    assertThat(inspect.status()).as(inspect.err()).isZero();
    var pid = Long.parseLong(inspect.out().strip());
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  /** The number of a line of the protocol. */
  static long number(String line) {
    return Long.parseLong(line.split(" ", -1)[2]);
  }

  /** One number may be answered twice, when the first answer was lost; none is left out. */
  static void assertThatNumbersHaveNoGap(List<String> log) {
    var last = 0L;
    for (var line : log) {
      if (line.startsWith("<- ACK ")) {
        assertThat(number(line)).as(line).isBetween(Math.max(1, last), last + 1);
        last = number(line);
      }
    }
    assertThat(last).isPositive();
  }

  private Shell.Result podman(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("podman"));
    line.addAll(globalOptions());
    line.addAll(List.of(words));
    return Shell.run(tree, line.toArray(String[]::new));
  }

  private List<String> globalOptions() {
    return List.of(
        "--root=" + work.resolve("storage"),
        "--runroot=" + work.resolve("run"),
        "--tmpdir=" + work.resolve("tmp"),
        "--network-config-dir=" + work.resolve("networks"));
  }

  private Map<String, String> units() {
    var units = new LinkedHashMap<String, String>();
    units.put(
        "/etc/systemd/system/demo.socket",
        """
        [Socket]
        ListenStream=%t/ipc/demo/demo.sock
        SocketMode=0600
        DirectoryMode=0755
        RemoveOnStop=yes
        Service=demo-server.service
        FileDescriptorName=demo
        """);
    units.put(
        "/etc/containers/systemd/demo-server.container",
        """
        [Unit]
        Requires=demo.socket
        After=demo.socket

        [Container]
        GlobalArgs=%s
        Image=localhost/qm-ipc-demo
        Exec=server
        ContainerName=demo-server
        Network=none
        SecurityLabelType=ipc_t
        SecurityLabelLevel=s0
        Notify=true
        ReadOnly=true
        DropCapability=all
        NoNewPrivileges=true
        Environment=QM_IPC_SOCKET=/run/ipc/demo/demo.sock

        [Service]
        Type=notify
        Restart=always
        OOMScoreAdjust=-500
        """
            .formatted(String.join(" ", globalOptions())));
    units.put(
        "/etc/qm/containers/systemd/demo-client.container",
        """
        [Container]
        Image=localhost/qm-ipc-demo
        Exec=client
        ContainerName=demo-client
        Network=none
        SecurityLabelType=qm_container_ipc_t
        Volume=/run/ipc/demo:/run/ipc/demo
        Environment=QM_IPC_SOCKET=/run/ipc/demo/demo.sock QM_IPC_INTERVAL_MS=200
        ReadOnly=true
        DropCapability=all
        NoNewPrivileges=true

        [Service]
        Restart=always
        """);
    units.put(
        "/etc/containers/systemd/qm.container.d/50-ipc.conf",
        // a machine without systemd has no user namespace for the partition, or else :idmap
        "[Container]\nVolume=/run/ipc:/run/ipc\n");
    return units;
  }
}
