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
 * A bus of the reference implementation, dbus-daemon, for one test class: the machine's program, or
 * the one of testbed/build-tools.
 */
final class PrivateBus implements AutoCloseable {
  private static final String TOOLS = System.getProperty("qm.tree") + "/testbed/build-tools";

  private final Path folder;
  private final Process daemon;
  private final List<String> addresses;

  private PrivateBus(Path folder, Process daemon, List<String> addresses) {
    this.folder = folder;
    this.daemon = daemon;
    this.addresses = addresses;
  }

  /** Starts one; skips the test, with the reason, where there is no such program. */
  static PrivateBus start(Path folder) throws Exception {
    var place = isInstalled("dbus-daemon") ? folder.toString() : "/desk";
    Files.writeString(
        folder.resolve("bus.conf"),
        """
        <busconfig>
          <type>session</type>
          <listen>unix:path=%s/bus</listen>
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
        """
            .formatted(place));
    var daemon =
        program(
                folder,
                "dbus-daemon",
                List.of("--nofork", "--print-address=1", "--config-file=" + place + "/bus.conf"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var addresses = new ArrayList<String>();
    var lines =
        new BufferedReader(daemon.inputReader(StandardCharsets.UTF_8)).readLine().split(";", -1);
    for (var line : lines) {
      addresses.add(line.replace("path=/desk/", "path=" + folder + "/"));
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
    var all = new ArrayList<>(List.of("--address=" + unixInside()));
    all.addAll(List.of(words));
    var process = program(folder, "busctl", all).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() != 125, "busctl cannot be had here");
    return said.strip();
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

  private String unixInside() {
    return isInstalled("busctl") ? unix() : unix().replace("path=" + folder + "/", "path=/desk/");
  }

  private String address(String transport) {
    return addresses.stream().filter(it -> it.startsWith(transport)).findFirst().orElseThrow();
  }

  private static boolean isInstalled(String name) {
    return Files.isExecutable(Path.of("/usr/bin", name));
  }

  private static ProcessBuilder program(Path folder, String name, List<String> words)
      throws Exception {
    var line = new ArrayList<String>();
    if (isInstalled(name)) {
      line.add(name);
    } else {
      var missing = new ProcessBuilder(TOOLS, "--missing").redirectErrorStream(true).start();
      var why = new String(missing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(missing.waitFor() == 0, () -> name + " cannot be had here: " + why);
      var built = new ProcessBuilder(TOOLS).redirectErrorStream(true).start();
      var said = new String(built.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(built.waitFor() == 0, () -> name + " could not be built: " + said);
      line.addAll(List.of(TOOLS, "--run", folder.toString(), name));
    }
    line.addAll(words);
    return new ProcessBuilder(line);
  }
}
