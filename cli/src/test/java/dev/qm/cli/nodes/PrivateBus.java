package dev.qm.cli.nodes;

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
public final class PrivateBus implements AutoCloseable {
  private static final String TOOLS = System.getProperty("qm.tree") + "/testbed/build-tools";

  private final Process daemon;
  private final List<String> addresses;

  private PrivateBus(Process daemon, List<String> addresses) {
    this.daemon = daemon;
    this.addresses = addresses;
  }

  /** Starts one; skips the test, with the reason, where there is no such program. */
  public static PrivateBus start(Path folder) throws Exception {
    var place = isInstalled("dbus-daemon") ? folder.toString() : "/desk";
    Files.writeString(
        folder.resolve("bus.conf"),
        """
        <busconfig>
          <type>session</type>
          <listen>unix:path=%s/bus</listen>
          <auth>EXTERNAL</auth>
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
    return new PrivateBus(daemon, addresses);
  }

  /** Its socket in the file system. */
  public String unix() {
    return address("unix:");
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
