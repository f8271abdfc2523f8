package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.example.Program;
import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Has qm write the units; the partition has the channel from its next start on. */
  void declare() throws IOException, InterruptedException {
    var made = qm("ipc", "new", "demo", "--between", "asil,qm");
    assertThat(made.status()).as(made.err()).isZero();
    for (var dropIn : dropIns().entrySet()) {
      var file = Path.of(dropIn.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, dropIn.getValue());
    }
  }

  /** Takes everything back, as far as it is there. */
  void remove() throws IOException, InterruptedException {
    if (Shell.has("podman")) {
      // a test that failed may have left the server behind
      podman("rm", "--force", "--ignore", "demo-server");
    }
    release();
    for (var dropIn : dropIns().keySet()) {
      Files.deleteIfExists(Path.of(dropIn));
      Files.deleteIfExists(Path.of(dropIn).getParent());
    }
    // no channel is left to remove when all has gone well
    qm("ipc", "remove", "demo");
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

  private Shell.Result qm(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(tree.resolve("qm").toString()));
    line.addAll(List.of(words));
    return Shell.run(tree, line.toArray(String[]::new));
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

  /** Lets go of the storage: Podman leaves it mounted on itself. */
  void release() throws IOException, InterruptedException {
    Shell.run(tree, "umount", work.resolve("storage/overlay").toString());
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

  /** What is otherwise than {@code qm ipc new} writes it, because it is a test. */
  private Map<String, String> dropIns() {
    return Map.of(
        // with the images of the test, not the machine's
        "/etc/containers/systemd/demo-server.container.d/50-test.conf",
        "[Container]\nGlobalArgs="
            + String.join(" ", globalOptions())
            // and whoever waits at the end for a server that has ended waits for good
            + "\n\n[Service]\nTimeoutStopSec=infinity\n",
        // not at each boot of the partition: most tests have no server
        "/etc/qm/containers/systemd/demo-client.container.d/50-test.conf",
        "[Container]\nEnvironment=QM_IPC_INTERVAL_MS=200\n\n[Install]\nWantedBy=\n");
  }
}
