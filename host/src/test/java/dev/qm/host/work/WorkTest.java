package dev.qm.host.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each piece of work against the running kernel. */
class WorkTest {
  @TempDir Path folder;

  @Test
  void aBlockIsWrittenAndTheFileGoesWithItsOwner() throws Exception {
    var file = folder.resolve("block");
    try (var work = new FileSync(file)) {
      worksAgainAndAgain(work);
      assertThat(file).hasSize(5 * 4096L);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatIsTakenAwayIsStillReadButOneThatCannotBeMadeIsAnError() throws Exception {
    var file = folder.resolve("cached");
    try (var work = new CachedRead(file)) {
      Files.delete(file);
      worksAgainAndAgain(work);
    }
    assertThatThrownBy(() -> new CachedRead(folder.resolve("no/such")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void pagesAreTouchedAgainAndAgain() throws Exception {
    try (var work = new PageFaults()) {
      var before = minorFaults();
      worksAgainAndAgain(work);
      // five times 64 pages, on machines whose pages are the usual ones
      assertThat(minorFaults() - before).isGreaterThanOrEqualTo(4 * 64 / 16);
    }
  }

  @Test
  void aProgramIsStartedAndItsFailureIsOne() throws Exception {
    worksAgainAndAgain(new ProgramStart(program("true"), List.of()));
    worksAgainAndAgain(new ProgramStart(Path.of("/bin/sh"), List.of("-c", "exit 0")));
    assertThat(new ProgramStart(program("false"), List.of()).once()).isFalse();
    assertThat(new ProgramStart(folder.resolve("none"), List.of()).once()).isFalse();
  }

  @Test
  void messagesComeBackBySocketsOfEachKind() throws Exception {
    try (var udp = RoundTrip.udp();
        var tcp = RoundTrip.tcp()) {
      worksAgainAndAgain(udp);
      worksAgainAndAgain(tcp);
    }
    var path = folder.resolve("s");
    var unix = RoundTrip.unix(path);
    assertThat(path).doesNotExist();
    worksAgainAndAgain(unix);
    unix.close();
    assertThat(unix.once()).isFalse();
    Files.createFile(path);
    assertThatThrownBy(() -> RoundTrip.unix(path)).hasMessageContaining("the name is taken");
  }

  @Test
  void theKernelTellsOfItsFirstNetworkDevice() throws Exception {
    try (var work = new LinkQuestion()) {
      worksAgainAndAgain(work);
    }
  }

  @Test
  void aControlGroupIsMadeAndGone() throws Exception {
    try (var work = GroupMaking.here(Cgroups.probe(Root.HOST))) {
      var refusal = work.refusal();
      assumeTrue(refusal.isEmpty(), "no control group can be made here: " + refusal);
      worksAgainAndAgain(work);
    }
  }

  @Test
  void aLineForTheLogIsOneWrite() throws Exception {
    var log = Files.createFile(folder.resolve("kmsg"));
    try (var work = new KernelLogLine(log)) {
      assertThat(work.once()).isTrue();
    }
    assertThat(log).hasContent(KernelLogLine.LINE);
    assertThatThrownBy(() -> new KernelLogLine(folder.resolve("none")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aProgramOnABusAnswersAndOneThatIsNotThereDoesNot() throws Exception {
    var daemon = Command.find("dbus-daemon");
    assumeTrue(daemon.isPresent(), "no dbus-daemon is installed");
    var socket = folder.resolve("bus");
    var process =
        new ProcessBuilder(
                daemon.get().toString(),
                "--session",
                "--nofork",
                "--print-address",
                "--address=unix:path=" + socket)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      // it prints its address when it listens
      assertThat(process.inputReader().readLine()).contains("unix:path=");
      try (var work = new BusPing(socket, "org.freedesktop.DBus", "/org/freedesktop/DBus")) {
        worksAgainAndAgain(work);
      }
      assertThatThrownBy(() -> new BusPing(socket, "org.example.None", "/"))
          .hasMessageContaining("does not answer");
    } finally {
      process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void whatIsNoBusIsAnErrorAndNoWait() throws Exception {
    assertThatThrownBy(() -> new BusPing(folder.resolve("none"), "a.b", "/"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theClockGoesForwardAndASleepEndsNoSoonerThanAsked() {
    var clock = new MonotonicClock();
    var until = clock.now() + 3_000_000;
    clock.sleepUntil(until);
    assertThat(clock.now()).isGreaterThanOrEqualTo(until);
    // a moment that has passed is no sleep for ever
    clock.sleepUntil(until - 10_000_000_000L);
  }

  @Test
  void aTimerTellsHowOftenItExpired() throws Exception {
    var clock = new MonotonicClock();
    try (var timer = new IntervalTimer()) {
      var first = clock.now() + 1_000_000;
      timer.set(first, 1_000_000);
      clock.sleepUntil(first + 20_000_000);
      assertThat(timer.await()).isGreaterThanOrEqualTo(20);
      assertThat(timer.await()).isPositive();
    }
  }

  @Test
  void aPriorityThatDoesNotExistIsRefusedInWords() {
    assertThatThrownBy(() -> RealTime.fifo(1000))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("sched_setscheduler: ");
  }

  private static void worksAgainAndAgain(Work work) {
    for (var i = 0; i < 5; i++) {
      assertThat(work.once()).isTrue();
      work.afterwards();
    }
  }

  private static Path program(String name) throws IOException {
    return Command.find(name).orElseThrow(() -> new IOException("no " + name));
  }

  /** The tenth number of proc(5), stat; the second is a name in brackets. */
  private static long minorFaults() throws IOException {
    var stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
  }
}
