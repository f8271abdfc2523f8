package dev.qm.cli.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * {@code qm nodes} on a machine with QM's controller, over a wire to the agents of three machines,
 * each with a systemd of its own, which has the last word on what happened.
 */
@Tag("partition")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ThreeMachinesTest {
  private static final String AGENT = "qm-bluechi-agent.service";
  private static final String CONTROLLER = "qm-bluechi-controller.service";

  private static final int JOBS = 10_000;
  private static final int JOBS_A_CALL = 500;

  /** A JVM that has worked takes somewhat more than one that has not. */
  private static final long MOST_KIB = 24 * 1024L;

  private JoinedMachines machines;
  private Machine one;
  private Machine two;
  private Machine three;

  @BeforeAll
  void joinThem() throws Exception {
    machines = JoinedMachines.start();
    one = machines.one();
    two = machines.two();
    three = machines.three();
  }

  @AfterAll
  void endThem() throws Exception {
    if (machines != null) {
      machines.close();
    }
  }

  @AfterEach
  void nothingRunsForTheNextTest() throws Exception {
    for (var machine : machines.all()) {
      machine.require("sh", "-c", "systemctl stop radio map gps slow && systemctl reset-failed");
    }
  }

  @Test
  void everyNodeIsOnlineAtItsAddress() throws Exception {
    assertThat(done(nodes()).lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "one online 127.0.0.1 now",
            "two online 198.51.100.2 now",
            "three online 198.51.100.3 now");
  }

  @Test
  void thisVeryMachineReachesTheControllerToo() throws Exception {
    machines.wire().plug("198.51.100.9");

    try (var agent = new Socket()) {
      agent.connect(new InetSocketAddress(one.address(), 842), 60_000);
      assertThat(agent.isConnected()).isTrue();
    }
  }

  @Test
  void theFirstAgentThatCameHasStartedTheController() throws Exception {
    assertThat(one.state(CONTROLLER)).isEqualTo("active");
    assertThat(one.show(CONTROLLER, "UnitFileState")).isEqualTo("disabled");
    assertThat(one.show(CONTROLLER, "TriggeredBy")).isEqualTo("qm-bluechi-controller.socket");
  }

  @Test
  void aServiceOfAnotherMachineIsStartedAndStopped() throws Exception {
    assertThat(done(nodes("start", "two/radio"))).isEqualTo("two/radio.service: start done\n");
    assertThat(two.state("radio")).isEqualTo("active");
    assertThat(three.state("radio")).isEqualTo("inactive");

    assertThat(done(nodes("stop", "two/radio"))).isEqualTo("two/radio.service: stop done\n");
    assertThat(two.state("radio")).isEqualTo("inactive");
  }

  @Test
  void aGlobOfNodesMeansAllOfThem() throws Exception {
    done(nodes("start", "t*/radio.service"));

    for (var machine : List.of(two, three)) {
      assertThat(machine.state("radio")).as(machine.name()).isEqualTo("active");
    }
    assertThat(done(nodes("units", "t*/rad*")))
        .containsSubsequence("two", "radio.service", "active", "running")
        .containsSubsequence("three", "radio.service", "active", "running");
    assertThat(one.state("radio")).isEqualTo("inactive");
  }

  @Test
  void aRestartGivesAServiceAnotherProcess() throws Exception {
    done(nodes("start", "two/radio"));
    var before = two.show("radio", "MainPID");

    done(nodes("restart", "two/radio"));

    assertThat(two.state("radio")).isEqualTo("active");
    assertThat(two.show("radio", "MainPID")).isNotEqualTo(before);
  }

  @Test
  void aReloadLeavesItsProcess() throws Exception {
    done(nodes("start", "two/radio"));
    var before = two.show("radio", "MainPID");
    var sign = two.file("/run/radio-was-reloaded");
    Files.deleteIfExists(sign);

    done(nodes("reload", "two/radio"));

    assertThat(sign).exists();
    assertThat(two.show("radio", "MainPID")).isEqualTo(before);
  }

  @Test
  void aJobThatFailsThereFailsHere() throws Exception {
    assertThat(failed(nodes("start", "two/bad")))
        .isEqualTo("error: two/bad.service: start: failed\n");
    assertThat(two.state("bad")).isEqualTo("failed");
    assertThat(done(nodes("units", "--failed"))).contains("bad.service").doesNotContain("radio");

    done(nodes("reset-failed", "two/bad"));
    assertThat(two.state("bad")).isEqualTo("inactive");

    assertThat(failed(nodes("start", "two/nothing"))).contains("two/nothing.service", "not found");
  }

  @Test
  void jobsThatSystemdMergesAllEnd() throws Exception {
    try (var job = slow(two);
        var same = slow(two)) {
      end(two);

      assertThat(job.status()).isZero();
      assertThat(same.status()).isZero();
    }
  }

  @Test
  void enabledIsWhatBeginsWithTheMachine() throws Exception {
    done(nodes("enable", "three/radio"));
    assertThat(three.show("radio", "UnitFileState")).isEqualTo("enabled");

    done(nodes("disable", "three/radio"));
    assertThat(three.show("radio", "UnitFileState")).isEqualTo("disabled");
  }

  @Test
  void whatIsFrozenStandsStillUntilItIsThawed() throws Exception {
    done(nodes("start", "two/radio"));

    done(nodes("freeze", "two/radio"));
    assertThat(two.show("radio", "FreezerState")).isEqualTo("frozen");

    done(nodes("thaw", "two/radio"));
    assertThat(two.show("radio", "FreezerState")).isEqualTo("running");
  }

  @Test
  void whatCannotBeFrozenIsRefusedInSystemdsWords() throws Exception {
    assertThat(failed(nodes("freeze", "two/radio"))).contains("two/radio.service: freeze: ");
    assertThat(two.show("radio", "FreezerState")).isEqualTo("running");
  }

  @Test
  void aSignalReachesTheProcessesOfAService() throws Exception {
    done(nodes("start", "two/radio"));

    done(nodes("kill", "--signal", "KILL", "two/radio"));

    two.await("the radio has been killed", () -> two.state("radio").equals("failed"));
    assertThat(two.show("radio", "Result")).isEqualTo("signal");
  }

  @Test
  void aMonitorTellsWhatHappensOnAnotherMachine() throws Exception {
    done(nodes("start", "two/radio"));
    try (var monitor = one.follow("qm", "nodes", "monitor", "two/radio.service")) {
      // what there is already comes first, marked as made up
      monitor.next(line -> line.contains("active (running), virtual"));

      two.require("systemctl", "stop", "radio");
      monitor.next(line -> line.equals("two/radio.service: inactive (dead)"));

      two.require("systemctl", "start", "radio");
      monitor.next(line -> line.equals("two/radio.service: active (running)"));
    }
  }

  @Test
  void whatIsMeasuredIsToldWithItsNode() throws Exception {
    done(nodes("metrics", "enable"));
    try (var metrics = one.follow("qm", "nodes", "metrics")) {
      // nobody says when a listener listens: what is before that, it does not hear of
      while (metrics.isSilent()) {
        done(nodes("start", "two/radio"));
        done(nodes("stop", "two/radio"));
      }
      // it may have heard the last words about a job only
      done(nodes("start", "two/radio"));
      metrics.next(line -> line.matches("two/radio.service: StartUnit [0-9.]+ ms in systemd"));
      metrics.next(line -> line.matches("two/radio.service: start [0-9.]+ ms, by the .* ms"));
    } finally {
      done(nodes("metrics", "disable"));
    }
  }

  @Test
  void aNewUnitIsThereAfterADaemonReload() throws Exception {
    done(nodes("start", "two/radio"));
    two.put("/etc/systemd/system/radio.service.d/new.conf", "[Unit]\nDescription=new\n");
    try {
      assertThat(two.show("radio", "Description")).isNotEqualTo("new");
      done(nodes("daemon-reload", "two"));

      assertThat(two.show("radio", "Description")).isEqualTo("new");
    } finally {
      Files.delete(two.file("/etc/systemd/system/radio.service.d/new.conf"));
      done(nodes("daemon-reload", "two"));
    }
  }

  @Test
  void aServiceStartsWhatItNeedsOnAnotherMachine() throws Exception {
    done(nodes("start", "two/map"));

    assertThat(two.state("map")).isEqualTo("active");
    assertThat(two.state("bluechi-proxy@three_gps")).isEqualTo("active");
    assertThat(three.state("gps")).isEqualTo("active");
    assertThat(three.state("bluechi-dep@gps")).isEqualTo("active");
  }

  @Test
  void whatNobodyNeedsAnyLongerIsReleased() throws Exception {
    two.require("systemctl", "start", "map");

    two.require("systemctl", "stop", "map");

    three.await("gps is released", () -> three.state("bluechi-dep@gps").equals("inactive"));
    assertThat(two.state("bluechi-proxy@three_gps")).isEqualTo("inactive");
    assertThat(three.state("gps")).as("it was not ours to stop").isEqualTo("active");
  }

  @Test
  void aServiceThatIsBoundToOneOfAnotherMachineEndsWithIt() throws Exception {
    two.require("systemctl", "start", "map");

    done(nodes("stop", "three/gps"));

    two.await("map has ended", () -> two.state("map").equals("inactive"));
    assertThat(two.state("bluechi-proxy@three_gps")).isEqualTo("inactive");
  }

  @Test
  void aServiceWhoseNeedCannotBeMetDoesNotStart() throws Exception {
    three.put(
        "/run/systemd/system/gps.service.d/bad.conf",
        "[Service]\nType=oneshot\nExecStartPre=/usr/bin/false\n");
    three.require("systemctl", "daemon-reload");
    try {
      assertThat(failed(nodes("start", "two/map"))).contains("dependency");
      assertThat(two.state("map")).isEqualTo("inactive");
    } finally {
      Files.delete(three.file("/run/systemd/system/gps.service.d/bad.conf"));
      three.require("systemctl", "daemon-reload");
    }
  }

  @Test
  void aKilledAgentComesBackAndItsJobEndsAtOnce() throws Exception {
    var before = two.show(AGENT, "MainPID");
    try (var job = slow(two)) {
      two.require("kill", "-KILL", before);

      assertThat(job.status()).isEqualTo(1);
      assertThat(job.said()).contains("\"result\" : \"node-lost\"", "went offline before");
    }
    two.await("systemd has started the agent again", () -> isAnew(two, AGENT, before));
    machines.areOnline();

    assertThat(two.state("slow")).as("systemd has gone on").isEqualTo("activating");
    end(two);
  }

  @Test
  void aKilledControllerComesBackAndSoDoItsNodes() throws Exception {
    var before = one.show(CONTROLLER, "MainPID");
    try (var job = slow(two)) {
      one.require("kill", "-KILL", before);

      assertThat(job.status()).isEqualTo(1);
      assertThat(job.said()).contains("\"result\" : \"controller-lost\"");
    }
    one.await("systemd has started the controller again", () -> isAnew(one, CONTROLLER, before));
    machines.areOnline();
    end(two);
    done(nodes("start", "two/radio"));
    assertThat(two.state("radio")).isEqualTo("active");
  }

  @Test
  void whatIsNeededOfAnotherMachineStaysWhenTheControllerIsKilled() throws Exception {
    two.require("systemctl", "start", "map");
    var before = one.show(CONTROLLER, "MainPID");

    one.require("kill", "-KILL", before);
    one.await("systemd has started the controller again", () -> isAnew(one, CONTROLLER, before));
    machines.areOnline();

    assertThat(two.state("map")).isEqualTo("active");
    done(nodes("stop", "three/gps"));
    two.await("map has ended", () -> two.state("map").equals("inactive"));
  }

  @Test
  void aCutWireEndsAJobAndWhatHappenedMeanwhileIsKnownAfterwards() throws Exception {
    try (var monitor = one.follow("qm", "nodes", "monitor", "three/radio.service");
        var job = slow(three)) {
      machines.wire().cut(three);
      try {
        assertThat(job.status()).isEqualTo(1);
        assertThat(job.said()).contains("\"result\" : \"node-lost\"");
        assertThat(done(nodes())).containsPattern("three +offline");
        assertThat(failed(nodes("start", "three/radio"))).contains("the node is offline");
        three.require("systemctl", "start", "radio");
        end(three);
      } finally {
        machines.wire().join(three);
      }
      machines.areOnline();

      monitor.next(line -> line.startsWith("three/radio.service: active (running)"));
    }
    assertThat(done(nodes("units", "three/radio"))).containsSubsequence("active", "running");
    done(nodes("stop", "three/radio"));
    assertThat(three.state("radio")).isEqualTo("inactive");
  }

  @Test
  void whatIsNeededIsStartedAgainWhenTheWireIsWhole() throws Exception {
    two.require("systemctl", "start", "map");
    try (var watch = one.follow("qm", "nodes", "--watch")) {
      watch.next(line -> line.matches("three +online.*"));
      machines.wire().cut(three);
      try {
        watch.next(line -> line.matches("three +offline.*"));
        three.require("systemctl", "stop", "gps");
        assertThat(two.state("map")).as("nobody knows of it").isEqualTo("active");
      } finally {
        machines.wire().join(three);
      }
    }
    machines.areOnline();

    three.await("gps is there again", () -> three.state("gps").equals("active"));
    assertThat(two.state("map")).isEqualTo("active");
  }

  @Test
  void aMachineThatWasSwitchedOffComesBackWithWhatIsEnabled() throws Exception {
    done(nodes("enable", "three/radio"));
    try (var monitor = one.follow("qm", "nodes", "--watch")) {
      monitor.next(line -> line.matches("three +online.*"));
      three.powerOff();
      monitor.next(line -> line.matches("three +offline.*"));
      assertThat(failed(nodes("start", "three/radio"))).contains("the node is offline");

      three.bootAgain();
      monitor.next(line -> line.matches("three +online.*"));
    }
    assertThat(three.state("radio")).isEqualTo("active");
    done(nodes("restart", "three/radio"));
    done(nodes("disable", "three/radio"));
  }

  @Test
  void tenThousandJobsLeaveNothingBehind() throws Exception {
    // once, so that both have what they keep
    jobs(2 * JOBS_A_CALL);
    var controller = Traces.of(one, CONTROLLER);
    var agent = Traces.of(two, AGENT);

    jobs(JOBS);

    controller.hasNotGrown(Traces.of(one, CONTROLLER));
    agent.hasNotGrown(Traces.of(two, AGENT));
    assertThat(one.require("busctl", "--list", "tree", "org.eclipse.bluechi"))
        .contains("/org/eclipse/bluechi/node/two")
        .doesNotContain("/job/");
    assertThat(two.require("systemctl", "list-jobs", "--no-legend")).doesNotContain("load@");
  }

  /**
   * What a service has at one moment.
   *
   * @param process so that it is known to be the same one
   * @param files open file descriptors
   * @param kibibytes of memory
   */
  private record Traces(String process, long files, long threads, long kibibytes) {
    static Traces of(Machine machine, String service) throws IOException, InterruptedException {
      var process = machine.show(service, "MainPID");
      var folder = machine.file("/proc/" + process);
      long files;
      try (var list = Files.list(folder.resolve("fd"))) {
        files = list.count();
      }
      var status = Files.readAllLines(folder.resolve("status"));
      return new Traces(process, files, number(status, "Threads:"), number(status, "VmRSS:"));
    }

    void hasNotGrown(Traces after) {
      assertThat(after.process()).isEqualTo(process);
      assertThat(after.files()).as("files of %s", process).isLessThanOrEqualTo(files + 8);
      assertThat(after.threads()).as("threads of %s", process).isLessThanOrEqualTo(threads + 8);
      assertThat(after.kibibytes())
          .as("memory of %s in KiB", process)
          .isLessThanOrEqualTo(kibibytes + MOST_KIB);
    }

    private static long number(List<String> lines, String name) {
      var line = lines.stream().filter(it -> it.startsWith(name)).findAny().orElseThrow();
      return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
    }
  }

  /** Starts and stops units that need no process, so many times in all. */
  private void jobs(int count) throws IOException, InterruptedException {
    for (var done = 0; done < count; done += JOBS_A_CALL) {
      var words = new ArrayList<>(List.of(done / JOBS_A_CALL % 2 == 0 ? "start" : "stop"));
      for (var unit = 0; unit < JOBS_A_CALL; unit++) {
        words.add("two/load@" + unit + ".target");
      }
      assertThat(done(nodes(words.toArray(String[]::new)))).hasLineCount(JOBS_A_CALL);
    }
  }

  /** A job that is at work on a machine, as the controller knows, and ends when it is told to. */
  private Following slow(Machine machine) throws IOException, InterruptedException {
    try (var jobs = one.follow("busctl", "monitor", "--match=type='signal',member='JobNew'")) {
      jobs.next(line -> line.contains("Monitoring"));
      var job = one.follow("qm", "nodes", "start", "--json", machine.name() + "/slow");
      jobs.next(line -> line.contains("JobNew"));
      assertThat(machine.state("slow")).isEqualTo("activating");
      return job;
    }
  }

  private static void end(Machine machine) throws IOException, InterruptedException {
    machine.require("sh", "-c", "echo well >/run/slow");
    machine.await("slow has ended", () -> machine.state("slow").equals("inactive"));
  }

  private static boolean isAnew(Machine machine, String service, String before)
      throws IOException, InterruptedException {
    return machine.state(service).equals("active")
        && !machine.show(service, "MainPID").equals(before);
  }

  /** {@code qm nodes} on the controller's machine. */
  private Shell.Result nodes(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("nodes"));
    line.addAll(List.of(words));
    return one.qm(line.toArray(String[]::new));
  }

  private static String done(Shell.Result result) {
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  private static String failed(Shell.Result result) {
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    return result.err();
  }
}
