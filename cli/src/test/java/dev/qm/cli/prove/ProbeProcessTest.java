package dev.qm.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.assurance.prove.campaign.ProbeMeter;
import dev.qm.assurance.prove.probe.Probe;
import dev.qm.assurance.prove.probe.ProbePlaces;
import dev.qm.assurance.prove.probe.ProbeProcess;
import dev.qm.assurance.prove.probe.Probes;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.cli.launcher.Shell;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.process.ProcessInfo;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probes in their own process, against this machine. */
class ProbeProcessTest {
  private static final Duration WINDOW = Duration.ofMillis(1200);

  @TempDir Path folder;
  private ProbePlaces places;

  @BeforeEach
  void aPlaceOfItsOwn() throws IOException {
    places =
        new ProbePlaces(
            "qmprovetest" + ProcessHandle.current().pid(),
            folder.resolve("files"),
            Files.createDirectories(folder.resolve("ipc")));
  }

  @Test
  void eachProbeMeasuresOrItIsSaidWhyNot() throws Exception {
    try (var probes = ProbeProcess.start(places, List.of())) {
      var window = probes.measure(WINDOW);

      assertThat(window.length()).isEqualTo(WINDOW);
      for (var probe : Probes.ALL) {
        var said =
            probes.notAllowed().stream().anyMatch(it -> it.contains("no probe " + probe.id()));
        assertThat(window.of(probe.id()).isPresent()).as(probe.id()).isNotEqualTo(said);
      }
      for (var reading : window.readings()) {
        var latencies = reading.latencies();
        assertThat(latencies.count() + reading.missed()).as(reading.probe()).isPositive();
        assertThat(reading.failed()).as(reading.probe()).isZero();
        assertThat(latencies.quantile(0.5)).as(reading.probe()).isPositive();
        assertThat(latencies.quantile(0.5)).isLessThanOrEqualTo(latencies.quantile(0.999));
        assertThat(latencies.quantile(0.999)).isLessThanOrEqualTo(latencies.max());
        // as often as its period says, whatever became of the tries
        assertThat(reading.due()).as(reading.probe()).isBetween(tries(reading) - 2, tries(reading));
        assertThat(reading.due()).as(reading.probe()).isEqualTo(reading.dueAtMost());
      }
      // a program that starts is more than a datagram, and that more than nothing
      assertThat(middle(window, Probes.of("fork-exec").orElseThrow()))
          .isGreaterThan(middle(window, Probes.of("udp").orElseThrow()));
      // nothing that both sides could stumble over, while it runs
      assertThat(folder.resolve("ipc")).isEmptyDirectory();
      assertThat(probes.died()).isEmpty();
    }
    assertThat(folder.resolve("files")).doesNotExist();
    assertThat(tree().exists()).isFalse();
  }

  @Test
  void aStallOfTheProcessIsSeenWithAllThatItCost() throws Exception {
    try (var probes = ProbeProcess.start(places, List.of())) {
      // stopped for longer than the shell sleeps, never for less
      var stall =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "sleep 0.4; kill -STOP \"$1\"; sleep 0.2; kill -CONT \"$1\"",
                  "sh",
                  Long.toString(probes.pid()))
              .start();
      var window = probes.measure(Duration.ofMillis(1500));
      assertThat(stall.waitFor()).isZero();

      for (var probe : List.of("cyclic", "timer")) {
        var reading = window.of(probe).orElseThrow();
        assertThat(reading.latencies().max()).as(probe).isGreaterThan(150_000_000L);
        assertThat(reading.leftOut().orElseThrow()).as(probe).isBetween(100L, reading.missed());
        assertThat(reading.due()).as(probe).isBetween(1450L, 1500L);
      }
    }
  }

  @Test
  void probesThatStandStillAreToldAndOthersTakeTheirPlace() throws Exception {
    var before = ProcessHandle.current().children().toList();
    try (var meter = ProbeMeter.start(places, List.of(), Duration.ofSeconds(20))) {
      assertThat(meter.measure(Duration.ofMillis(200)).readings()).isNotEmpty();
      var process = ProcessHandle.current().children().filter(it -> !before.contains(it)).findAny();
      new ProcessBuilder("kill", "-STOP", Long.toString(process.orElseThrow().pid()))
          .start()
          .waitFor();

      assertThat(meter.measure(Duration.ofMillis(200)).readings()).isEmpty();
      assertThat(meter.died()).hasValueSatisfying(it -> assertThat(it).contains("do not answer"));
      assertThat(meter.died()).isEmpty();
      assertThat(meter.measure(Duration.ofMillis(200)).readings()).isNotEmpty();
    }
    assertThat(tree().exists()).isFalse();
  }

  @Test
  void itRunsBesideThePartitionAndNotAsAPartOfThisProcess() throws Exception {
    assumeTrue(!Files.isDirectory(Path.of("/run/systemd/system")), "systemd gives it a scope");
    try (var probes = ProbeProcess.start(places, List.of())) {
      assumeTrue(tree().exists(), "no control group can be made here: " + probes.notAllowed());
      assertThat(ProcessInfo.read((int) probes.pid()).orElseThrow().cgroups())
          .isNotEmpty()
          .allSatisfy(it -> assertThat(it.path()).endsWith("/" + places.group()));
    }
  }

  /**
   * Two processors ran what the kernel did for others at the probes' cost: a tenth was too little.
   */
  @Test
  void itsOwnGroupDoesNotHoldItsRealTimeThreadsBack() throws Exception {
    assumeTrue(!Files.isDirectory(Path.of("/run/systemd/system")), "systemd gives it a scope");
    try (var probes = ProbeProcess.start(places, List.of())) {
      assumeTrue(tree().exists(), "no control group can be made here: " + probes.notAllowed());
      var share = tree().held("cpu", "cpu.rt_runtime_us").value();
      assumeTrue(!share.isEmpty(), "the kernel has no real-time shares of control groups");
      assertThat(Long.parseLong(share)).as("microseconds of a second").isGreaterThan(500_000);
    }
  }

  @Test
  void nobodyAtTheTerminalEndsItByACtrlC() throws Exception {
    try (var probes = ProbeProcess.start(places, List.of())) {
      // the sixth number of proc(5), stat; the second is a name in brackets
      var stat = Files.readString(Path.of("/proc/" + probes.pid() + "/stat"));
      var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
      assertThat(session).isEqualTo(Long.toString(probes.pid()));
    }
  }

  @Test
  void aProcessThatWasKilledIsAnErrorThatSaysSo() throws Exception {
    try (var probes = ProbeProcess.start(places, List.of())) {
      var _ = ProcessHandle.of(probes.pid()).orElseThrow().destroyForcibly();

      assertThatThrownBy(() -> probes.measure(WINDOW))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("was ended by signal 9");
      assertThat(probes.died()).hasValueSatisfying(it -> assertThat(it).contains("signal 9"));
    }
    assertThat(tree().exists()).isFalse();
    // what it left goes with it
    assertThat(folder.resolve("files")).doesNotExist();
  }

  @Test
  void itEndsWithWhoeverStartedItInTheMiddleOfAWindowToo() throws Exception {
    var started = folder.resolve("pid");
    var campaign =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "dev.qm.cli",
                "-cp",
                classes().toString(),
                KilledCampaign.class.getName(),
                places.group(),
                places.files().toString(),
                places.channels().toString())
            .redirectOutput(started.toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    while (campaign.isAlive() && Files.size(started) == 0) {
      Thread.onSpinWait();
    }
    assertThat(folder.resolve("errors")).content().doesNotContain("Exception");
    var probes = ProcessHandle.of(Long.parseLong(Files.readString(started).strip()));

    campaign.destroyForcibly().waitFor();

    if (probes.isPresent()) {
      // longer than anything takes; the window would have had an hour
      var _ = probes.get().onExit().get(2, TimeUnit.MINUTES);
    }
    ProbeProcess.sweep(places);
    assertThat(tree().exists()).isFalse();
    assertThat(folder.resolve("files")).doesNotExist();
  }

  @Test
  void itEndsWithItsInputAndRefusesWhatItDoesNotKnow() throws Exception {
    var words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=dev.qm.host",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "-m",
            "dev.qm.cli/dev.qm.cli.ProbeMain");
    var none = Shell.run(folder, words.toArray(String[]::new));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.out()).isEmpty();

    var line = new ArrayList<>(List.of("sh", "-c", "printf \"$0\" | \"$@\"", "something else\\n"));
    line.addAll(words);
    line.addAll(List.of(places.group(), places.files().toString(), places.channels().toString()));
    var unknown = Shell.run(folder, line.toArray(String[]::new));
    assertThat(unknown.status()).as(unknown.err()).isEqualTo(2);
    assertThat(unknown.out()).startsWith("{\"notAllowed\":[").hasLineCount(1);

    line.set(3, "");
    var ended = Shell.run(folder, line.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).hasLineCount(1);
  }

  @Test
  void theFieldsOwnToolAgrees() throws Exception {
    assumeTrue(Shell.has("cyclictest"), "cyclictest (package rt-tests) is not installed");
    try (var probes = ProbeProcess.start(places, List.of("cyclictest"))) {
      assumeTrue(
          probes.notAllowed().stream().noneMatch(it -> it.contains("real-time")),
          "no real-time priority for us, so there is nothing to compare: " + probes.notAllowed());
      var window = probes.measure(Duration.ofSeconds(3));

      var ours = window.of("cyclic").orElseThrow().latencies();
      var theirs = window.of("cyclictest").orElseThrow().latencies();
      assertThat(theirs.count()).isGreaterThan(1000);
      // the noise of a machine that does other things too; a wrong unit or clock is a factor of a
      // thousand
      assertThat(ours.quantile(0.5)).isLessThan(4 * theirs.quantile(0.5) + 100_000);
      assertThat(theirs.quantile(0.5)).isLessThan(4 * ours.quantile(0.5) + 100_000);
    }
  }

  /** The folder of the tests' classes, five above this one's file. */
  private static Path classes() throws URISyntaxException {
    var name = ProbeProcessTest.class.getSimpleName() + ".class";
    var file = Path.of(Objects.requireNonNull(ProbeProcessTest.class.getResource(name)).toURI());
    return file.resolve("../../../../..").normalize();
  }

  private CgroupTree tree() throws HostException {
    return CgroupTree.of(Cgroups.probe(Root.HOST), places.group());
  }

  private static long middle(Window window, Probe probe) {
    return window.of(probe.id()).orElseThrow().latencies().quantile(0.5);
  }

  private static long tries(Reading reading) {
    var period = Probes.of(reading.probe()).orElseThrow().period();
    return WINDOW.dividedBy(period) + 1;
  }
}
