package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.connection.Settings;
import dev.qm.cli.command.QmCommands;
import dev.qm.cli.nodes.PrivateBus;
import dev.qm.cli.nodes.TestController;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code qm nodes} with a controller on a bus of its own. */
class NodesTest {
  @TempDir private static Path folder;

  private static PrivateBus bus;

  private TestController controller;

  /** What a call printed. */
  private record Call(int status, String out, String err) {}

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

  @Test
  void thePartitionsNodeStandsUnderItsHost() {
    var call = qm("nodes");

    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.out())
        .isEqualTo(
            """
            NODE         STATE    ADDRESS    LAST SEEN
            host1        online   192.0.2.7  now
            └─ qm.host1  online   192.0.2.7  now
            host2        offline  -          %s
            """
                .formatted(call.out().substring(call.out().lastIndexOf("  ") + 2).strip()));
    assertThat(call.out()).contains(" days ago");
  }

  @Test
  void forAProgramNodesAreObjects() {
    assertThat(qm("nodes", "--json").out())
        .contains("\"name\" : \"host2\"", "\"online\" : false", "\"address\" : null")
        .contains("\"lastSeen\" : \"2023-11-14T22:13:20Z\"", "\"qmOf\" : \"host1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "good, 0, done, ''",
    "early, 0, done, ''",
    "bad, 1, failed, failed",
    "unknown, 1, refused, Unit unknown.service not found.",
    "lost, 1, node-lost, went offline before the job ended",
    "lost-at-once, 1, node-lost, went offline before the job ended",
    "gone, 1, controller-lost, it left the bus"
  })
  void theExitStatusSaysHowAJobEnded(String unit, int status, String result, String words) {
    var call = qm("nodes", "start", "host1/" + unit, "--json");
    assertThat(call.status()).isEqualTo(status);
    assertThat(call.out())
        .contains("\"result\" : \"" + result + "\"", "\"ok\" : " + (status == 0), words);
  }

  @Test
  void howAJobEndedIsSaidForPeopleToo() {
    var good = qm("nodes", "restart", "host1/good.service");
    assertThat(good.out()).isEqualTo("host1/good.service: restart done\n");
    assertThat(good.err()).isEmpty();

    var bad = qm("nodes", "restart", "host1/bad.service");
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).isEqualTo("error: host1/bad.service: restart: failed\n");
  }

  @Test
  void aJobWithoutAnEndIsWaitedForNoLongerThanWasSaid() {
    var call = qm("nodes", "start", "--timeout", "1", "host1/never", "host1/good");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).isEqualTo("host1/good.service: start done\n");
    assertThat(call.err()).contains("host1/never.service", "has not ended within 1.0 s");
  }

  @Test
  void aJobThatIsNotWaitedForIsBegun() {
    var call = qm("nodes", "start", "--no-block", "host1/never");
    assertThat(call.status()).isZero();
    assertThat(call.out()).isEqualTo("host1/never.service: start begun\n");
  }

  @Test
  void globsMeanNodesAndTheirLoadedUnits() {
    var call = qm("nodes", "stop", "*host1/rad*.service");

    assertThat(call.status()).as(call.err()).isZero();
    assertThat(controller.calls())
        .containsExactlyInAnyOrder(
            "host1 StopUnit radio.service",
            "host1 StopUnit radar.service",
            "qm.host1 StopUnit radio.service",
            "qm.host1 StopUnit radar.service");
  }

  @Test
  void aUnitThatIsNamedTwiceIsOne() {
    var call = qm("nodes", "stop", "host1/radio", "host1/radi*");

    assertThat(call.status()).as(call.err()).isZero();
    assertThat(controller.calls()).containsExactly("host1 StopUnit radio.service");
  }

  @ParameterizedTest
  @CsvSource({
    "start host2/radio, the node is offline",
    "units host2, host2: the node is offline",
    "start hots1/radio, 'the controller has no node ''hots1'''",
    "start hots1/radio, 'did you mean ''host1''?'",
    "start host1/nothing*, 'no loaded unit is meant by ''host1/nothing*'''",
    "daemon-reload host2, the node is offline"
  })
  void whatCannotBeDoneIsSaidAndFails(String line, String words) {
    var call = qm(("nodes " + line).split(" ", -1));
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "start host1, names no unit of a node",
    "start /radio, names no unit of a node",
    "kill -s NOTHING host1/radio, --signal cannot be 'NOTHING'",
    "start --timeout 0 host1/radio, --timeout cannot be '0'",
    "log-level LOUD, LEVEL cannot be 'LOUD'",
    "monitor host1/rad*, a unit cannot be 'rad*'",
    "default-target host1 radio.service, TARGET cannot be 'radio.service'"
  })
  void wrongWordsAreWrongUsage(String line, String words) {
    var call = qm(("nodes " + line).split(" ", -1));
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains(words);
    assertThat(controller.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "freeze host1/radio, host1 FreezeUnit radio.service",
    "thaw host1/radio, host1 ThawUnit radio.service",
    "kill -s HUP --kill-whom main host1/radio, host1 KillUnit radio.service main I32[value=1]",
    "reset-failed host1, host1 ResetFailed",
    "reset-failed host1/radio, host1 ResetFailedUnit radio.service",
    "daemon-reload host1, host1 Reload",
    "enable host1/radio, host1 Reload",
    "disable host1/radio, host1 Reload",
    "log-level DEBUG, controller SetLogLevel DEBUG",
    "log-level INFO qm.*, qm.host1 SetLogLevel INFO",
    "metrics enable, controller EnableMetrics"
  })
  void whatIsAskedForReachesTheNode(String line, String expected) {
    var call = qm(("nodes " + line).split(" ", -1));
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(controller.calls()).last().isEqualTo(expected);
  }

  @Test
  void linksThatAreMadeAreTold() {
    assertThat(qm("nodes", "enable", "--no-reload", "host1/radio").out())
        .isEqualTo(
            """
            host1: symlink /etc/a.wants/radio.service -> /usr/radio.service
            host1/radio.service: enable done
            """);
  }

  @Test
  void theDefaultTargetIsShown() {
    assertThat(qm("nodes", "default-target", "*host1").out())
        .isEqualTo("qm.host1: multi-user.target\nhost1: multi-user.target\n");
  }

  @Test
  void unitsAreListedAndNothingInTheirNamesActsOnATerminal() {
    var call = qm("nodes", "units", "host1");
    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("host1  radio.service", "\\x1b[2Jgone\\x0ahost9 online.service")
        .doesNotContain("\u001b")
        .hasLineCount(4);
    assertThat(qm("nodes", "units", "--failed").out()).contains("radar").doesNotContain("radio");
    assertThat(qm("nodes", "units", "--files", "host1").out()).contains("enabled", "radio.service");
  }

  @Test
  void aUnitThatWasNamedAndIsNotThereIsNoSuccessWhateverElseIs() {
    var call = qm("nodes", "units", "host1/nothing", "host1/radio", "--failed");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).isEqualTo("error: no loaded unit is meant by 'host1/nothing'\n");
    assertThat(qm("nodes", "units", "--failed", "host1/radio").status())
        .as("it is there, and has not failed")
        .isZero();
  }

  @Test
  void moreJobsThanAConnectionAllowsCallsAllComeToTheirEnd() {
    var words = new ArrayList<>(List.of("nodes", "start", "--timeout", "300"));
    for (var i = 0; i < Settings.CLIENT.openCalls() + 100; i++) {
      words.add("host1/unit" + i);
    }
    var call = qm(words.toArray(String[]::new));
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.out()).hasLineCount(Settings.CLIENT.openCalls() + 100);
  }

  @Test
  void anAnswerThatIsNoneIsToldOfItsNodeAndTheOthersHaveTheirTurn() {
    var call = qm("nodes", "default-target", "*host1", "odd.target", "--json");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .contains("\"node\" : \"host1\"", "\"node\" : \"qm.host1\"", "\"result\" : \"failed\"");
  }

  @Test
  void waitingEndsWhenTheNodesAreOnline() throws Exception {
    var late = qm("nodes", "--wait", "--timeout", "1");
    assertThat(late.status()).isEqualTo(1);
    assertThat(late.err()).contains("not online in time: host2");

    var comes =
        Thread.ofVirtual()
            .start(() -> {
              try {
                controller.set("host2", "online");
              } catch (IOException lost) {
                throw new UncheckedIOException(lost);
              }
            });
    var call = qm("nodes", "start", "--wait", "--timeout", "60", "host2/good");
    comes.join();
    assertThat(call.status()).as(call.err()).isZero();
  }

  @Test
  void whoWaitsAtATerminalIsToldForWhichNodes() {
    var terminal = new Terminal(false, false, true, Terminal.USUAL_COLUMNS, false);
    var line = List.of("nodes", "--wait", "--timeout", "1");

    assertThat(qm(terminal, line).err()).startsWith("waiting for host2\nerror: not online in time");
    assertThat(qm(Terminal.NONE, line).err()).startsWith("error: not online in time");
  }

  @Test
  void aMonitorTellsWhatHappensUntilTheControllerGoes() throws Exception {
    var printed = new Printed("active");
    var end = new CountDownLatch(1);
    var err = new ByteArrayOutputStream();
    var status = new int[1];
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              status[0] =
                  Dispatch.run(
                      new QmCommands(),
                      List.of("nodes", "monitor"),
                      Console.of(printed, err, Terminal.NONE));
              end.countDown();
            });

    assertThat(printed.came.await(60, TimeUnit.SECONDS)).isTrue();
    controller.close();

    assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(status[0]).isEqualTo(1);
    assertThat(printed.toString())
        .isEqualTo("host1/radio.service: active (\\x1b[2Jgone\\x0ahost9 online)\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("has left the bus");
  }

  @Test
  void aControllerWithObjectsThatNobodyMayCallIsNotBelieved() {
    controller.addOneThatCannotBeCalled();
    var call = qm("nodes");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("a path that nobody may call").doesNotContain("bug");
  }

  @Test
  void withoutAControllerTheErrorSaysSo() {
    controller.close();
    var call = qm("nodes");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("no BlueChi controller on the bus", "bluechi-controller");
  }

  @Test
  void withoutABusTheErrorSaysSo() {
    System.setProperty("qm.bus", "unix:path=" + folder + "/nothing");
    try {
      var call = qm("nodes");
      assertThat(call.status()).isEqualTo(1);
      assertThat(call.err()).contains("no D-Bus system bus", folder + "/nothing");
    } finally {
      System.setProperty("qm.bus", bus.unix());
    }
  }

  /** What is printed, and whether a word came. */
  private static final class Printed extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch came = new CountDownLatch(1);
    private final String word;

    Printed(String word) {
      this.word = word;
    }

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      if (toString().contains(word)) {
        came.countDown();
      }
    }

    @Override
    public synchronized String toString() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private static Call qm(String... words) {
    return qm(Terminal.NONE, List.of(words));
  }

  private static Call qm(Terminal terminal, List<String> words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var status = Dispatch.run(new QmCommands(), words, Console.of(out, err, terminal));
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
