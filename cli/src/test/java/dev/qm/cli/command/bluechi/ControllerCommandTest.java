package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The controller as a process: its files, its signals, how it ends. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ControllerCommandTest {
  /** What systemd does for a socket unit, for one program: systemd-socket-activate(1). */
  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

  private static final String NO_BUS = "DBUS_SYSTEM_BUS_ADDRESS=unix:path=";

  @TempDir private Path root;

  private Path file;

  @BeforeEach
  void aMachine() throws IOException {
    var folder = Files.createDirectories(root.resolve("etc/bluechi/controller.conf.d"));
    file = folder.resolve("10-nodes.conf");
    allow("alpha");
  }

  @Test
  void itReadsItsFilesAgainWhenItIsToldAndEndsWhenItIsTold() throws Exception {
    var process = start("--port", "0");
    try (var said = process.errorReader()) {
      var port = awaited(said, "agents can connect at port ");
      var _ = awaited(said, "agents can connect at " + root);
      register(port, "alpha");
      assertThatThrownBy(() -> register(port, "beta"))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("AllowedNodeNames=");

      allow("beta");
      signal(process, "HUP");
      var _ = awaited(said, "read its files again");
      register(port, "beta");

      Files.writeString(file, "[bluechi-controller]\nControllerPort=none\n");
      signal(process, "HUP");
      var _ = awaited(said, "goes on as before");
      register(port, "beta");

      signal(process, "TERM");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(root.resolve("run/bluechi/bluechi.sock")).doesNotExist();
  }

  @Test
  void withAFileThatCannotBeMeantItDoesNotBegin() throws Exception {
    Files.writeString(file, "[bluechi-controller]\nControllerPort=none\n");
    var process = start();
    try (var said = process.errorReader()) {
      assertThat(awaited(said, "error: ")).contains("10-nodes.conf:2");
      assertThat(process.waitFor()).isEqualTo(2);
    }
  }

  @Test
  void whereAnotherProgramListensItFailsAndSaysSo() throws Exception {
    try (var other = new ServerSocket(0)) {
      var process = start("--port", String.valueOf(other.getLocalPort()));
      try (var said = process.errorReader()) {
        assertThat(awaited(said, "error: ")).contains("port " + other.getLocalPort());
        assertThat(process.waitFor()).isEqualTo(1);
      }
    }
  }

  @Test
  void aSocketThatSystemdHandsOverIsListenedAtAndLeftThere() throws Exception {
    assumeThat(ACTIVATE).as("systemd's tool is not here").exists();
    var socket = root.resolve("handed.sock");
    var process =
        run(
            List.of(
                ACTIVATE.toString(),
                "-E",
                NO_BUS + root.resolve("no-bus"),
                "-l",
                socket.toString()),
            "--port",
            "0");
    try (var said = process.errorReader()) {
      var _ = awaited(said, "Listening on ");
      // it begins with the first who comes
      try (var first = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        var _ = awaited(said, "agents can connect at " + socket);
        assertThat(first.isConnected()).isTrue();
      }
      registerAt("unix:path=" + socket, "alpha");
      var _ = awaited(said, "node alpha is connected");
      signal(process, "TERM");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(socket).exists();
  }

  private void allow(String node) throws IOException {
    Files.writeString(file, "[node " + node + "]\nAllowed=true\n");
  }

  private Process start(String... words) throws IOException {
    return run(List.of(), words);
  }

  /** The same, started by another program. */
  private Process run(List<String> by, String... words) throws IOException {
    var line = new ArrayList<>(by);
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=dev.qm.host",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "-m",
            "dev.qm.cli/dev.qm.cli.Main",
            "bluechi",
            "controller",
            "--root",
            root.toString()));
    line.addAll(List.of(words));
    var builder = new ProcessBuilder(line);
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + root.resolve("no-bus"));
    builder.environment().remove("NOTIFY_SOCKET");
    return builder.start();
  }

  /** The rest of the next line that has these words. */
  private static String awaited(BufferedReader said, String words) throws IOException {
    var all = new ArrayList<String>();
    while (true) {
      var line = said.readLine();
      if (line == null) {
        throw new AssertionError("it said only " + all);
      }
      all.add(line);
      var at = line.indexOf(words);
      if (at >= 0) {
        return line.substring(at + words.length());
      }
    }
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor())
        .isZero();
  }

  /** Is a node for a moment. */
  private static void register(String port, String name) throws Exception {
    registerAt("tcp:host=127.0.0.1,port=" + port, name);
  }

  private static void registerAt(String address, String name) throws Exception {
    try (var connection =
        Connection.toPeer(BusAddress.parse(address), Settings.CLIENT, Connection.Service.none())) {
      var reply =
          connection.call(
              Message.call(
                  "/org/eclipse/bluechi/internal",
                  "org.eclipse.bluechi.internal.Controller",
                  "Register",
                  new Value.Text(name)));
      assertThat(reply.values()).isEmpty();
    }
  }
}
