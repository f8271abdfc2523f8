package dev.qm.bluechi.connection;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bus of the reference implementation, dbus-daemon, for one test class. The program is that of
 * testbed/build-tools, whatever this machine has.
 */
final class PrivateBus implements AutoCloseable {
  private static final String TOOLS = System.getProperty("qm.tree") + "/testbed/build-tools";

  /** With this build-tools ends where its tree cannot be given the folder. */
  private static final int NO_MOUNTS = 125;

  private final Path folder;
  private final Process daemon;
  private final List<String> addresses;

  /** How a program ended. */
  private record Result(int status, String said) {}

  private PrivateBus(Path folder, Process daemon, List<String> addresses) {
    this.folder = folder;
    this.daemon = daemon;
    this.addresses = addresses;
  }

  /** Starts one; skips the test, with the reason, where there can be none. */
  static PrivateBus start(Path folder) throws Exception {
    requireTools();
    Files.writeString(
        folder.resolve("bus.conf"),
        """
        <busconfig>
          <type>session</type>
          <listen>unix:path=/desk/bus</listen>
          <listen>tcp:host=127.0.0.1,port=0</listen>
          <auth>EXTERNAL</auth>
          <auth>ANONYMOUS</auth>
          <allow_anonymous/>
          <policy context="default">
            <allow send_destination="*"/>
            <allow receive_sender="*"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """);
    var daemon =
        new ProcessBuilder(
                tool(
                    folder,
                    "dbus-daemon",
                    "--nofork",
                    "--print-address=1",
                    "--config-file=/desk/bus.conf"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var line = new BufferedReader(daemon.inputReader(StandardCharsets.UTF_8)).readLine();
    if (line == null) {
      var status = daemon.waitFor();
      assumeTrue(status != NO_MOUNTS, "this machine lets nobody mount: dbus-daemon has no tree");
      throw new IllegalStateException("dbus-daemon ended with the status " + status);
    }
    var addresses = new ArrayList<String>();
    for (var address : line.split(";", -1)) {
      addresses.add(address.replace("path=/desk/", "path=" + folder + "/"));
    }
    return new PrivateBus(folder, daemon, addresses);
  }

  /** Its socket in the file system. */
  String unix() {
    return address("unix:");
  }

  /** Its port, where it knows nobody and lets in who says so. */
  String tcp() {
    return address("tcp:");
  }

  Connection connect(Connection.Service service) throws Exception {
    return Connection.toBus(BusAddress.parse(unix()), Settings.CLIENT, service);
  }

  /** What busctl, the client of systemd, says when it speaks to this bus. */
  String busctl(String... words) throws Exception {
    var inside = unix().replace("path=" + folder + "/", "path=/desk/");
    var line = tool(folder, "busctl", "--address=" + inside);
    line.addAll(List.of(words));
    return run(line).said();
  }

  @Override
  public void close() throws IOException {
    daemon.destroy();
    try {
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private String address(String transport) {
    return addresses.stream().filter(it -> it.startsWith(transport)).findFirst().orElseThrow();
  }

  /** Skips the test, with the reason, where the tools cannot be had; builds them where they can. */
  private static void requireTools() throws Exception {
    var missing = run(List.of(TOOLS, "--missing"));
    assumeTrue(missing.status() == 0, () -> "dbus-daemon cannot be had here: " + missing.said());
    var built = run(List.of(TOOLS));
    assumeTrue(built.status() == 0, () -> "dbus-daemon could not be built: " + built.said());
  }

  private static Result run(List<String> line) throws Exception {
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), said.strip());
  }

  /** A program of the tools, which sees the folder as /desk. */
  private static List<String> tool(Path folder, String... words) {
    var line = new ArrayList<>(List.of(TOOLS, "--run", folder.toString()));
    line.addAll(List.of(words));
    return line;
  }
}
