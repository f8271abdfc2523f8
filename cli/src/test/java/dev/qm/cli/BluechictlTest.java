package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.command.nodes.BluechictlCommands;
import dev.qm.cli.command.nodes.IsOnlineCommands;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.ManPage;
import dev.qm.cli.nodes.PrivateBus;
import dev.qm.cli.nodes.TestController;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** qm under the names of BlueChi's own tools. */
class BluechictlTest {
  @TempDir private static Path folder;

  private static PrivateBus bus;

  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  /** A table of units came, twice: as it was, and after a change. */
  private final CountDownLatch watched = new CountDownLatch(2);

  private final ByteArrayOutputStream out =
      new ByteArrayOutputStream() {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
          super.write(bytes, from, length);
          for (var text = new String(bytes, from, length, StandardCharsets.UTF_8);
              text.contains("FREEZERSTATE");
              text = text.substring(text.indexOf("FREEZERSTATE") + 1)) {
            watched.countDown();
          }
        }
      };
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestController controller;

  @BeforeAll
  static void startBus() throws Exception {
    bus = PrivateBus.start(folder);
    System.setProperty("qm.bus", bus.unix());
  }

  @AfterAll
  static void stopBus() throws Exception {
    System.clearProperty("qm.bus");
    if (bus != null) {
      bus.close();
    }
  }

  @BeforeEach
  void startController() throws Exception {
    controller = TestController.on(bus.unix());
  }

  @AfterEach
  void stopController() {
    controller.close();
  }

  @ParameterizedTest
  @CsvSource({
    "start host1 radio.service, host1 StartUnit radio.service",
    "stop host1 radio.service, host1 StopUnit radio.service",
    "freeze host1 radio.service, host1 FreezeUnit radio.service",
    "kill host1 radio.service --kill-whom=main --signal=9, host1 KillUnit radio.service main I32[value=9]",
    "enable host1 radio.service --force, host1 Reload",
    "disable host1 radio.service, host1 Reload",
    "reset-failed, host1 ResetFailed",
    "reset-failed host1 radio.service, host1 ResetFailedUnit radio.service",
    "daemon-reload host1, host1 Reload",
    "set-loglevel DEBUG, controller SetLogLevel DEBUG",
    "set-loglevel host1 DEBUG, host1 SetLogLevel DEBUG",
    "metrics enable, controller EnableMetrics"
  })
  void itsWordsReachTheNode(String line, String expected) throws Exception {
    controller.set("host2", "online");
    assertThat(called("bluechictl", line)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(controller.calls()).contains(expected);
  }

  @Test
  void aJobThatFailsIsNoSuccess() {
    assertThat(called("bluechictl", "start host1 bad.service")).isEqualTo(1);
  }

  @Test
  void itsLookingCommandsPrint() {
    assertThat(called("bluechictl", "status")).isZero();
    assertThat(called("bluechictl", "list-units host1 --filter=rad*")).isZero();
    assertThat(called("bluechictl", "list-unit-files host1")).isZero();
    assertThat(called("bluechictl", "get-default host1")).isZero();
    assertThat(called("bluechictl", "is-enabled host1 radio.service")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("host2", "radar.service", "/etc/systemd/system/radio.service")
        .contains("multi-user.target", "disabled");
  }

  @Test
  void statusOfANodeIsOfThatOne() {
    assertThat(called("bluechictl", "status host2")).isZero();
    assertThat(printed()).contains("host2").doesNotContain("host1");
    assertThat(called("bluechictl", "status nobody")).isEqualTo(1);
  }

  @Test
  void statusOfUnitsIsOfAllThatAreNamed() {
    assertThat(called("bluechictl", "status host1 radio.service radar.service")).isZero();
    assertThat(printed())
        .contains("UNIT", "FREEZERSTATE", "radio.service", "radar.service", "\\x1b[2Jgone")
        .doesNotContain("\u001b");
    assertThat(called("bluechictl", "status host1 radio.service missing.service"))
        .as("one is not there")
        .isEqualTo(1);
    assertThat(called("bluechictl", "status host2 radio.service")).as("offline").isEqualTo(1);
  }

  @Test
  void statusOfUnitsCanBeWatchedUntilTheControllerGoes() throws Exception {
    var watch =
        Thread.ofVirtual()
            .start(() -> status.complete(called("bluechictl", "status -w host1 radio.service")));
    watched.await();
    controller.close();
    watch.join();
    assertThat(status).isCompletedWithValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    // a word of the command line is a name, also where it looks like an option
    "daemon-reload -- --help, the controller has no node '--help'",
    "is-enabled *host1 radio.service, means 2 nodes",
    "status *host1 radio.service, means 2 nodes"
  })
  void aNameThatIsNoneOrManyIsSaidAndFails(String line, String words) {
    assertThat(called("bluechictl", line)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "node host1, 0",
    "node qm.host1, 0",
    "node host2, 1",
    "node nobody, 1",
    "system, 1",
    "agent, 1",
    "agent --wait=50, 1",
    "node host2 --monitor, 1"
  })
  void theExitStatusSaysWhatIsOnline(String line, int status) {
    assertThat(called("bluechi-is-online", line)).isEqualTo(status);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void waitingEndsWhenTheNodeComesAndMonitoringWhenItGoes() throws Exception {
    controller.set("host2", "online");
    assertThat(called("bluechi-is-online", "node host2 --wait=60000")).isZero();
    var goes = Thread.ofVirtual().unstarted(() -> set("offline"));
    goes.start();
    assertThat(called("bluechi-is-online", "node host2 --monitor")).isEqualTo(1);
    goes.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bluechictl", "bluechi-is-online"})
  void helpIsAboutThatName(String name) {
    assertThat(called(name, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(name + " - ");
    var group = name.equals("bluechictl") ? new BluechictlCommands() : new IsOnlineCommands();
    assertThat(ManPage.whole(name, group, "1"))
        .contains(".TH \"" + name.toUpperCase(Locale.ROOT).replace("-", "\\-") + "\" 1 ");
    for (var command : group.names()) {
      var spec = ((Subcommand) group.find(command).orElseThrow()).spec();
      assertThat(spec.name()).isEqualTo(command);
      assertThat(spec.examples())
          .isNotEmpty()
          .allMatch(example -> example.command().startsWith(name + " " + command));
    }
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void set(String state) {
    try {
      controller.set("host2", state);
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private int called(String name, String line) {
    return Main.run(
        "/usr/bin/" + name, List.of(line.split(" ", -1)), Console.of(out, err, Terminal.NONE));
  }
}
