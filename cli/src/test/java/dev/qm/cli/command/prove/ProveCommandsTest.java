package dev.qm.cli.command.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.Asked;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProveCommandsTest {
  /** One sample of 100 us, and one of 5 ms. */
  private static final Latencies SHORT =
      Latencies.decoded("HISTFAAAACN4nJNpmSzMwMDAzAABMJoRyHQz2LGAwf4DRGBzBRMAXpEFew==");

  private static final Latencies LONG =
      Latencies.decoded("HISTFAAAACV4nJNpmSzMwMDAwgABzFCaEch0M9ixgMH+A0Sg/TIjEwBkkgWs");

  @TempDir Path place;

  /** What a call printed. */
  private record Call(int status, String out) {}

  @Test
  void aSecondCampaignThatIsTheSameIsNoFailure() throws Exception {
    campaign("a", "6.18", fault("fork-storm", SHORT));
    campaign("b", "6.18", fault("fork-storm", SHORT));

    var call = compare("a", "b");

    assertThat(call.status()).isZero();
    assertThat(call.out()).isEqualTo("1 same\n");
  }

  @Test
  void oneThatIsWorseFailsAndSaysWhereAndByHowMuch() throws Exception {
    campaign("a", "6.18", fault("fork-storm", SHORT), fault("sync-loop", SHORT));
    campaign("b", "6.19", fault("fork-storm", LONG), fault("sync-loop", SHORT));

    var call = compare("a", "b");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .startsWith("note: differs: kernel: 6.18 and 6.19\n")
        .containsPattern("fork-storm +cyclic +worse +p99.9 +100 us +5 ms +50\n")
        .contains("fork-storm, cyclic: worse: p99.9 took 100 us (100 us to 100 us) and 5 ms ")
        .doesNotContain("sync-loop")
        .endsWith("1 worse, 1 same\n");
    assertThat(compare("b", "a").status()).isZero();
    assertThat(compare("--all", "a", "b").out()).containsPattern("sync-loop +cyclic +same ");
  }

  @Test
  void programsGetAllOfIt() throws Exception {
    campaign("a", "6.18", fault("fork-storm", SHORT));
    campaign("b", "6.18", fault("fork-storm", LONG), fault("sync-loop", LONG));

    var call = compare("--json", "a", "b");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .contains("\"worse\" : true", "\"kind\" : \"only in the second\"")
        // three digits of a histogram
        .containsPattern("\"ratio\" : (49\\.9|50\\.0)");
    assertThat(tokens(call.out())).contains(JsonToken.VALUE_NUMBER_FLOAT);
  }

  @Test
  void whatIsNoCampaignIsNamed() throws Exception {
    campaign("a", "6.18");
    Files.createDirectories(place.resolve("b"));

    assertThatThrownBy(() -> compare("a", "b"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("b is no campaign");
  }

  @Test
  void aCampaignIsARowAFaultWithItsWorstProbe() {
    var fault =
        new FaultResult(
            "netns-churn",
            Window.NONE,
            Window.NONE,
            Window.NONE,
            2,
            new Achieved(5824, Duration.ofSeconds(2), "namespaces", List.of()),
            Optional.empty(),
            new Toll(Map.of(), 0, 0, -1, List.of(), List.of()),
            List.of(
                verdict("cyclic", Outcome.HELD, 9, "as idle"),
                verdict("netlink", Outcome.FAILED, 7064, "p99.9 took 551 ms"),
                verdict("udp", Outcome.NOT_JUDGED, 1, "too few samples")));

    var brief = text(result(List.of(fault), List.of("fork-storm")), ProveText.Shown.SHORT);
    assertThat(brief)
        .containsPattern(
            "netns-churn +failed +2 of 3 +netlink +p99.9 +78 us +551 ms +7064 +5824 namespaces, 2912/s\n")
        .contains("netns-churn, netlink: failed: p99.9 took 551 ms\n")
        .contains("note: memory could not be locked\n")
        .doesNotContain("cyclic")
        .endsWith("1 fault: 1 failed\npartial: 1 of 2 faults are not done; --resume goes on\n");
    assertThat(text(result(List.of(fault), List.of()), ProveText.Shown.ALL))
        .containsPattern("netns-churn +cyclic +held +p99.9 ")
        .contains("netns-churn, udp: not judged: too few samples\n")
        .doesNotContain("partial");
  }

  /** A fault that holds by one probe, and may fail by another, does not hold. */
  @Test
  void whatWasFoundOnceIsWorseThanWhatHeldAndIsSaid() {
    var fault =
        fault(
            "memory-thrash",
            SHORT,
            verdict("page-fault", Outcome.HELD, 9, "as idle"),
            verdict("cyclic", Outcome.SUSPECTED, 4, "found in 2 rounds"),
            verdict("udp", Outcome.NOT_JUDGED, 30, "too few samples"));

    assertThat(text(result(List.of(fault), List.of()), ProveText.Shown.SHORT))
        .containsPattern("memory-thrash +suspected +2 of 3 +cyclic ")
        .contains("memory-thrash, cyclic: suspected: found in 2 rounds\n")
        .endsWith("1 fault: 1 suspected\n");
  }

  @Test
  void aPeerIsOneMoreColumnWithItsOwnFiguresOrTheReasonForNone() throws Exception {
    var held = fault("netns-churn", SHORT, verdict("netlink", Outcome.HELD, 1.2, "as idle"));
    var peer =
        new Peer.Measured(
            held.before(),
            held.during(),
            held.after(),
            2,
            held.achieved(),
            List.of("/brake.service (process 7)"),
            List.of(
                verdict("cyclic", Outcome.HELD, 3, "as idle"),
                verdict("netlink", Outcome.DEGRADED, 7064, "p99.9 took 551 ms")));
    var result =
        result(
            List.of(
                held.beside(peer),
                fault("boot-storm", SHORT, verdict("netlink", Outcome.HELD, 1, "as idle"))
                    .beside(new Peer.Missing("is about the partition as a whole"))),
            List.of());

    assertThat(text(result, ProveText.Shown.SHORT))
        .containsPattern("FAULT .* ACHIEVED +PEER\n")
        .containsPattern("netns-churn +held +1 of 1 +netlink .* 1\\.2 .* 7064, failed\n")
        .containsPattern("boot-storm +held .* is about the partition as a whole\n")
        .contains("note: netns-churn: in the plain container's rounds died: /brake.service")
        .endsWith("2 faults: 2 held\nin a plain container, 1 of them: 1 failed\n");
    assertThat(text(result, ProveText.Shown.ALL))
        .containsPattern("netns-churn +netlink +held .* 7064, degraded\n");
    var out = new ByteArrayOutputStream();
    try (var json = Json.to(out)) {
      ProveJson.result(json, result, ProveJson.Detail.VERDICTS);
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"missing\" : \"is about the partition as a whole\"", "7064")
        .doesNotContain("histogram");
  }

  @Test
  void withoutAPeerThereIsNoColumnForOne() {
    var fault = fault("netns-churn", SHORT, verdict("netlink", Outcome.HELD, 1.2, "as idle"));

    assertThat(text(result(List.of(fault), List.of()), ProveText.Shown.SHORT))
        .doesNotContain("PEER", "plain container");
  }

  @Test
  void aDeathIsSaidWhateverTheProbesFelt() {
    var fault =
        new FaultResult(
            "nested-oom",
            Window.NONE,
            Window.NONE,
            Window.NONE,
            1,
            new Achieved(0, Duration.ZERO, "kills", List.of()),
            Optional.empty(),
            new Toll(Map.of(), 0, 1, -1, List.of("/brake.service (process 7)"), List.of()),
            List.of());

    assertThat(text(result(List.of(fault), List.of()), ProveText.Shown.SHORT))
        .containsPattern("nested-oom +failed +0 of 0 +- ")
        .contains("nested-oom: died: /brake.service (process 7)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fault=memory-tuch | there is no fault 'memory-tuch' | did you mean 'memory-touch'? `qm prove faults` lists them",
        "--fault=fork-storm,zzz | there is no fault 'zzz' | `qm prove faults` lists them",
        "--fault=, | --fault names no fault | `qm prove faults` lists them",
        "--without=memory-bond | there is no wall 'memory-bond' | did you mean 'memory-bound'? `qm prove walls` lists them",
        "--profile=qick | there is no profile 'qick' | did you mean 'quick'? there are full, quick; a file of your own",
        "--probe=cyclictst | --probe cannot be 'cyclictst' | did you mean 'cyclictest'?",
        "--peer=docker | --peer cannot be 'docker' | it is one of podman"
      })
  void aNameThatThereIsNotIsWrongUsageOnAnyMachine(String word, String what, String mend) {
    System.setProperty("qm.system", System.getProperty("qm.tree") + "/system");
    try {
      var prove = new ProveCommand();
      var console =
          Console.of(new ByteArrayOutputStream(), new ByteArrayOutputStream(), Terminal.NONE);

      assertThatThrownBy(
              () -> {
                var outcome = ArgumentParser.parse(prove.spec(), List.of(word, "--root=" + place));
                prove.run(
                    new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
              })
          .isInstanceOfSatisfying(
              UsageException.class,
              wrong -> {
                assertThat(wrong.what()).isEqualTo(what);
                assertThat(wrong.suggestion().orElse("")).startsWith(mend);
              });
    } finally {
      System.clearProperty("qm.system");
    }
  }

  @Test
  void missesAreOfTheTriesThatWereDue() throws Exception {
    var fault =
        new FaultResult(
            "netns-churn",
            window(SHORT),
            new Window(
                Duration.ofSeconds(6),
                List.of(new Reading("cyclic", SHORT, 5000, OptionalLong.of(5000), 3))),
            new Window(
                Duration.ofSeconds(6),
                List.of(new Reading("cyclictest", SHORT, 1, OptionalLong.empty(), 0))),
            2,
            new Achieved(1, Duration.ofSeconds(1), "forks", List.of()),
            Optional.of(Duration.ZERO),
            new Toll(Map.of(), 0, 0, -1, List.of(), List.of()),
            List.of(
                new ProbeVerdict(
                    "cyclic", Outcome.FAILED, 0.999, 1, 2, 3, 4, 3, 5003, "it stood still")));
    var result = result(List.of(fault), List.of());

    assertThat(text(result, ProveText.Shown.ALL)).contains("  5003 of 5004  ");
    var out = new ByteArrayOutputStream();
    try (var json = Json.to(out)) {
      ProveJson.result(json, result, ProveJson.Detail.SAMPLES);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
        .contains(
            "\"samples\" : 1, \"missed\" : 5000, \"leftOut\" : 5000, \"due\" : 5004, \"failed\" : 3")
        .contains("\"missed\" : 1, \"leftOut\" : null, \"due\" : null, \"failed\" : 0")
        .contains("\"histogram\"");
  }

  /** Who reads them needs nothing of HdrHistogram. */
  @Test
  void programsGetTheFiguresOfEachProbeWithoutItsSamples() throws Exception {
    var fault = fault("netns-churn", LONG, verdict("cyclic", Outcome.FAILED, 50, "later"));

    var json = json(result(List.of(fault), List.of()));

    assertThat(json)
        .containsPattern(
            "\"p50Nanos\" : 50[0-9]{5}, \"p99Nanos\" : 50[0-9]{5}, \"p999Nanos\" : 50[0-9]{5}, \"maxNanos\" : 50[0-9]{5} ")
        .doesNotContain("histogram");
  }

  @Test
  void anAttemptThatWasLetThroughIsSaidWhateverTheProbesFelt() throws Exception {
    var held = fault("try-clock", SHORT, verdict("cyclic", Outcome.HELD, 1, "as idle"));
    var peer =
        new Peer.Measured(
            held.before(),
            held.during(),
            held.after(),
            2,
            new Achieved(0, Duration.ofSeconds(1), "refusals", List.of("ADMITTED setting it")),
            List.of(),
            held.verdicts());
    var fault =
        new FaultResult(
            held.fault(),
            held.before(),
            held.during(),
            held.after(),
            held.rounds(),
            new Achieved(
                0, Duration.ofSeconds(1), "refusals", List.of("ADMITTED setting the clock")),
            held.recovery(),
            held.toll(),
            held.verdicts(),
            Optional.of(peer));
    var result = result(List.of(fault), List.of());

    assertThat(text(result, ProveText.Shown.SHORT))
        .containsPattern("try-clock +failed +1 of 1 +cyclic ")
        .contains("try-clock: let through: setting the clock\n")
        .contains("note: try-clock: a plain container lets through: setting it\n");
    assertThat(json(result)).contains("\"admitted\" : [ \"setting the clock\" ]");
  }

  @Test
  void anAttemptThatCouldNotBeTriedIsSaid() {
    var starved =
        fault("try-setenforce", SHORT, verdict("cyclic", Outcome.NOT_JUDGED, 1, "starved"));
    var untried =
        new Achieved(
            0,
            Duration.ofSeconds(1),
            "refusals",
            List.of("worker: x", "cannot be tried here: SELinux does not run in this kernel"));
    var fault =
        new FaultResult(
            starved.fault(),
            starved.before(),
            starved.during(),
            starved.after(),
            starved.rounds(),
            untried,
            starved.recovery(),
            starved.toll(),
            starved.verdicts(),
            Optional.of(
                new Peer.Measured(
                    starved.before(),
                    starved.during(),
                    starved.after(),
                    1,
                    untried,
                    List.of(),
                    starved.verdicts())));

    assertThat(text(result(List.of(fault), List.of()), ProveText.Shown.SHORT))
        .containsPattern("try-setenforce +not judged ")
        .contains("note: try-setenforce: cannot be tried here: SELinux does not run in this kernel")
        .contains("note: try-setenforce: in the plain container: cannot be tried here: SELinux");
  }

  @Test
  void whatTheMachineCountedStandsBesideEachProbe() {
    var held = fault("memory-touch", SHORT, verdict("cyclic", Outcome.HELD, 1, "as idle"));
    var fault =
        new FaultResult(
            held.fault(),
            held.before(),
            held.during(),
            held.after(),
            held.rounds(),
            held.achieved(),
            Optional.of(Duration.ofMillis(250)),
            new Toll(
                Map.of("memory full", 1500L, "cpu some", 2_000_000L),
                3000,
                4,
                -1,
                List.of(),
                List.of("the log was cut")),
            held.verdicts());
    var result = result(List.of(fault), List.of());

    assertThat(text(result, ProveText.Shown.ALL))
        .contains(
            "note: memory-touch: as before 250 ms after its end; cpu some waited 2 s; memory full"
                + " waited 1.5 ms; the quota took 3 ms; 4 killed for memory inside; denials of"
                + " SELinux cannot be seen; the log was cut\n");
    assertThat(text(result, ProveText.Shown.SHORT)).doesNotContain("killed for memory");
  }

  @Property(tries = 200)
  void anyNameIsHarmlessAsTextAndWhatItWasAsJson(@ForAll String name) throws Exception {
    var fault =
        new FaultResult(
            name,
            Window.NONE,
            Window.NONE,
            Window.NONE,
            1,
            new Achieved(1, Duration.ofSeconds(1), name, List.of(name)),
            Optional.empty(),
            new Toll(Map.of(name, 1L), 0, 0, 3, List.of(name), List.of(name)),
            List.of(verdict(name, Outcome.FAILED, 2, name)),
            Optional.of(new Peer.Missing(name)));
    var result =
        new CampaignResult(
            name,
            name,
            1,
            Optional.of(name),
            Map.of(name, name),
            List.of(name),
            List.of(fault),
            List.of(name));

    for (var shown : ProveText.Shown.values()) {
      assertThat(text(result, shown))
          .matches(text -> text.codePoints().allMatch(c -> c == '\n' || (c >= 0x20 && c != 0x7f)));
    }
    var out = new ByteArrayOutputStream();
    try (var json = Json.to(out)) {
      ProveJson.result(json, result, ProveJson.Detail.VERDICTS);
    }
    assertThat(tokens(out.toString(StandardCharsets.UTF_8))).isNotEmpty();
  }

  private static String json(CampaignResult result) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var json = Json.to(out)) {
      ProveJson.result(json, result, ProveJson.Detail.VERDICTS);
    }
    return out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  private static ProbeVerdict verdict(String probe, Outcome outcome, double ratio, String words) {
    return new ProbeVerdict(
        probe, outcome, 0.999, 78_000, 500_000_000, 551_000_000, 600_000_000, ratio, 0, words);
  }

  private static CampaignResult result(List<FaultResult> faults, List<String> open) {
    return new CampaignResult(
        "2026-11-29T17:00:00Z",
        "quick",
        42,
        Optional.empty(),
        Map.of(),
        List.of("memory could not be locked"),
        faults,
        open);
  }

  /** A fault under which one probe takes so long, 4096 times. */
  private static FaultResult fault(String name, Latencies during, ProbeVerdict... verdicts) {
    return new FaultResult(
        name,
        window(SHORT),
        window(during),
        window(SHORT),
        2,
        new Achieved(1, Duration.ofSeconds(1), "forks", List.of()),
        Optional.of(Duration.ZERO),
        new Toll(Map.of(), 0, 0, -1, List.of(), List.of()),
        List.of(verdicts));
  }

  private static Window window(Latencies one) {
    var all = one;
    for (var i = 0; i < 12; i++) {
      all = all.plus(all);
    }
    return new Window(
        Duration.ofSeconds(2), List.of(new Reading("cyclic", all, 0, OptionalLong.of(0), 0)));
  }

  private void campaign(String name, String kernel, FaultResult... faults) throws HostException {
    var budget = new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(1000), 2);
    var folder =
        ResultFolder.begin(
            place.resolve(name),
            new Asked(
                "2026-11-29T17:00:00Z",
                "quick",
                Duration.ofSeconds(2),
                1,
                2,
                42,
                Optional.empty(),
                Map.of("kernel", kernel),
                List.of(),
                new Budgets(budget, Map.of()),
                List.of("fork-storm", "sync-loop"),
                Optional.empty()));
    for (var fault : faults) {
      folder.add(fault);
    }
    folder.end();
  }

  private Call compare(String... words) throws Exception {
    var out = new ByteArrayOutputStream();
    var command = (Subcommand) new ProveCommands().find("compare").orElseThrow();
    var all = new ArrayList<String>();
    for (var word : words) {
      all.add(word.startsWith("-") ? word : place.resolve(word).toString());
    }
    var outcome = ArgumentParser.parse(command.spec(), all);
    var console = Console.of(out, new ByteArrayOutputStream(), Terminal.NONE);
    var status =
        command.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new Call(status, out.toString(StandardCharsets.UTF_8));
  }

  private static String text(CampaignResult result, ProveText.Shown shown) {
    var out = new ByteArrayOutputStream();
    new ProveText(new PrintStream(out, true, StandardCharsets.UTF_8), Terminal.NONE)
        .print(result, shown);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<JsonToken> tokens(String json) throws Exception {
    var tokens = new ArrayList<JsonToken>();
    try (var parser = new JsonFactory().createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token);
      }
    }
    return tokens;
  }
}
