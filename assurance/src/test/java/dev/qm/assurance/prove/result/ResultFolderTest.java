package dev.qm.assurance.prove.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Measured;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFolderTest {
  @TempDir Path place;

  @Test
  void oneThatWasStoppedSaysWhatIsOpenAndGoesOn() throws Exception {
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork", "spin", "sync"));
    folder.add(Campaigns.fault("fork", 100, 1));
    folder.end();

    assertThat(text("a/result.json")).contains("\"complete\" : false", "\"spin\"");
    var again = ResultFolder.open(place.resolve("a"));
    assertThat(again.open()).containsExactly("spin", "sync");
    again.add(Campaigns.fault("spin", 100, 1));
    again.add(Campaigns.fault("sync", 100, 1));
    again.end();

    assertThat(text("a/result.json")).contains("\"complete\" : true");
    var whole = ResultFolder.open(place.resolve("a")).result();
    assertThat(whole.isWhole()).isTrue();
    assertThat(whole.faults())
        .extracting(FaultResult::fault)
        .containsExactly("fork", "spin", "sync");
  }

  @Test
  void oneThatWasKilledHasWhatWasDone() throws Exception {
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork", "spin"));
    folder.add(Campaigns.fault("fork", 100, 1));
    // a write that was killed
    Files.writeString(place.resolve("a/faults/.002-spin.json.qm-new-1-1"), "{\"half");

    assertThat(ResultFolder.open(place.resolve("a")).result().open()).containsExactly("spin");
  }

  @Test
  void sameInputsAreTheSameBytes() throws Exception {
    for (var name : List.of("a", "b")) {
      var folder = ResultFolder.begin(place.resolve(name), Campaigns.asked("fork"));
      folder.add(Campaigns.fault("fork", 100, 1));
      folder.end();
    }

    for (var file : List.of("campaign.json", "faults/001-fork.json", "result.json")) {
      assertThat(text("a/" + file)).isEqualTo(text("b/" + file));
    }
  }

  /** As a version of before wrote it, which did not tell them apart. */
  @Test
  void ofResultsOfBeforeNobodyKnowsHowManyTriesNeverBegan() throws Exception {
    var result = Campaigns.fault("fork", 100, 1);
    var written = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork", "spin"));
    written.add(result);
    for (var name : List.of("campaign.json", "faults/001-fork.json")) {
      var before =
          text("a/" + name)
              .replace("\"version\" : 2", "\"version\" : 1")
              .replaceAll("\"leftOut\" : 0,\\s*", "");
      Files.writeString(place.resolve("a/" + name), before);
    }

    var again = ResultFolder.open(place.resolve("a"));
    again.add(Campaigns.fault("spin", 100, 1));

    var faults = ResultFolder.open(place.resolve("a")).result().faults();
    var old = faults.getFirst().during().readings().getFirst();
    assertThat(old.leftOut()).isEmpty();
    assertThat(old.latencies()).isEqualTo(result.during().readings().getFirst().latencies());
    assertThat(old.missed()).isZero();
    // and what goes on knows
    assertThat(faults.getLast().during().readings().getFirst().leftOut()).hasValue(0);
  }

  @Property(tries = 100)
  void whatIsWrittenIsReadAsItWas(
      @ForAll String words, @ForAll List<String> remarks, @ForAll long seed, @ForAll boolean is)
      throws Exception {
    var random = new Random(seed);
    var folder = Files.createTempDirectory("results");
    try {
      var asked = asked(words, remarks, seed, is);
      var result = result(words, remarks, random, is);
      var written = ResultFolder.begin(folder, asked);
      written.add(result);
      written.end();

      var read = ResultFolder.open(folder);

      assertThat(read.asked()).isEqualTo(asked);
      assertThat(read.result()).isEqualTo(written.result());
      assertThat(read.result().faults()).containsExactly(result);
    } finally {
      remove(folder);
    }
  }

  /** Whoever changed the files: what is read is a campaign, or an error that names the file. */
  @Property(tries = 400)
  void brokenFilesAreRefusedByTheirNames(@ForAll long seed) throws Exception {
    var random = new Random(seed);
    var folder = Files.createTempDirectory("results");
    try {
      var written = ResultFolder.begin(folder, asked("x", List.of("y"), 1, true));
      written.add(result("x", List.of("y"), random, false));
      written.end();
      var names = List.of("campaign.json", "faults/001-fork.json", "result.json");
      var file = folder.resolve(names.get(random.nextInt(names.size())));
      var bytes = Files.readAllBytes(file);
      for (var i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:019-eEx\\".charAt(random.nextInt(15));
      }
      Files.write(file, bytes);

      assertThat(ResultFolder.open(folder).result().faults()).hasSizeLessThan(2);
    } catch (HostException refused) {
      assertThat(refused.getMessage()).contains(folder.toString()).doesNotContain("\n");
    } finally {
      remove(folder);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"leftOut\" : 0|\"leftOut\" : 1|before.readings[0].leftOut is not a whole number from 0 to 0",
        "\"leftOut\" : 0,||there is no before.readings[0].leftOut",
        "\"version\" : 2|\"version\" : 1|nobody knows what before.readings[0].leftOut is",
        "\"version\" : 2|\"version\" : 3|version is not a whole number from 1 to 2",
        "\"rounds\" : 2|\"rounds\" : -1|faults/001-fork.json: rounds is not a whole number",
        "\"rounds\" : 2|\"rounds\" : 1e999999999|rounds is not a whole number",
        "\"rounds\" : 2|\"rounds\" : 2, \"rounds\" : 2|is broken: Duplicate field 'rounds'",
        "\"rounds\" : 2|\"rounds\" : 2, \"more\" : 1|nobody knows what more is",
        "\"rounds\" : 2|\"rounds\" : 2, \"d\\ne\\u001b[1m\" : 1|nobody knows what d\\x0ae\\x1b[1m is",
        "\"rounds\" : 2,||there is no rounds",
        "\"ratio\" : 1.03|\"ratio\" : \"NaN\"|verdicts[0].ratio is not a number",
        "\"verdict\" : \"held\"|\"verdict\" : \"fine\"|verdicts[0].verdict is not held, degraded,",
        "\"outcome\" : \"held\"|\"outcome\" : \"failed\"|outcome is not what its verdicts say, held",
        "\"fault\" : \"fork\"|\"fault\" : \"spin\"|001-fork.json is not of this campaign",
        "\"format\" : \"qm prove\"|\"format\" : \"qm\"|format is not 'qm prove'",
      })
  void errorsNameTheFileAndWhatInIt(String change) throws Exception {
    var parts = change.split("\\|", -1);
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork", "spin"));
    folder.add(Campaigns.fault("fork", 100, 1));
    var file = place.resolve("a/faults/001-fork.json");
    assertThat(Files.readString(file)).contains(parts[0]);
    Files.writeString(file, Files.readString(file).replace(parts[0], parts[1]));

    assertThatThrownBy(() -> ResultFolder.open(place.resolve("a")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("001-fork.json")
        .hasMessageContaining(parts[2]);
  }

  @Test
  void aFaultWithoutAPeerIsWrittenAsBeforeThereWereAny() throws Exception {
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork", "spin"));
    folder.add(Campaigns.fault("fork", 100, 1));
    folder.add(Campaigns.fault("spin", 100, 1).beside(new Peer.Missing("it needs a partition")));

    assertThat(text("a/campaign.json")).doesNotContain("peer");
    assertThat(text("a/faults/001-fork.json")).doesNotContain("peer");
    assertThat(text("a/faults/002-spin.json")).contains("\"missing\" : \"it needs a partition\"");
    var read = ResultFolder.open(place.resolve("a")).result().faults();
    assertThat(read).extracting(FaultResult::peer).startsWith(Optional.empty());
    assertThat(read.getLast().peer()).contains(new Peer.Missing("it needs a partition"));
  }

  @Test
  void aPeerSaysNothingOfThePartitionAndMayNotSaySomethingElseThanItsVerdicts() throws Exception {
    var fault = Campaigns.fault("fork", 100, 1);
    var peer =
        new Peer.Measured(
            fault.before(),
            fault.during(),
            fault.after(),
            2,
            fault.achieved(),
            List.of("/brake.service (process 7)"),
            fault.verdicts());
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork"));
    folder.add(fault.beside(peer));

    var read = ResultFolder.open(place.resolve("a")).result().faults().getFirst();
    assertThat(read.outcome()).isEqualTo(Outcome.HELD);
    assertThat(read.peer()).contains(peer);
    assertThat(peer.outcome()).isEqualTo(Outcome.FAILED);

    var file = place.resolve("a/faults/001-fork.json");
    Files.writeString(
        file, Files.readString(file).replace("\"outcome\" : \"failed\"", "\"outcome\" : \"held\""));
    assertThatThrownBy(() -> ResultFolder.open(place.resolve("a")))
        .hasMessageContaining("peer.outcome is not what its verdicts say, failed");
  }

  @Test
  void aHistogramThatIsNoneIsNamed() throws Exception {
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork"));
    folder.add(Campaigns.fault("fork", 100, 1));
    var file = place.resolve("a/faults/001-fork.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("\"latencies\" : \"[^\"]*\"", "\"latencies\" : \"AAAA\""));

    assertThatThrownBy(() -> ResultFolder.open(place.resolve("a")))
        .hasMessageContaining("before.readings[0].latencies is not a histogram");
  }

  @Test
  void aFolderThatIsSomethingElseIsRefused() throws Exception {
    Files.createDirectories(place.resolve("a/faults"));
    Files.writeString(place.resolve("b"), "a file");
    Files.createDirectories(place.resolve("c"));
    Files.writeString(place.resolve("c/notes.txt"), "mine");
    ResultFolder.begin(place.resolve("d"), Campaigns.asked("fork"));

    assertThatThrownBy(() -> ResultFolder.open(place.resolve("a")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("is no campaign: it has no campaign.json");
    assertThatThrownBy(() -> ResultFolder.open(place.resolve("nowhere")))
        .isInstanceOf(HostException.class);
    assertThatThrownBy(() -> ResultFolder.begin(place.resolve("b"), Campaigns.asked("fork")))
        .isInstanceOf(HostException.class);
    assertThatThrownBy(() -> ResultFolder.begin(place.resolve("c"), Campaigns.asked("fork")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("is not empty: it has notes.txt");
    assertThatThrownBy(() -> ResultFolder.begin(place.resolve("d"), Campaigns.asked("fork")))
        .isInstanceOfSatisfying(
            HostException.class, it -> assertThat(it.mend().orElseThrow()).contains("--resume"));
    // one that was killed before it had said what was asked
    ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork"));
  }

  @Test
  void filesThatNobodyOfThisCampaignWroteAreRefused() throws Exception {
    for (var name : List.of("notes.txt", "001-spin.json", "002-fork.json", "1-fork.json")) {
      var folder = place.resolve("of-" + name);
      var written = ResultFolder.begin(folder, Campaigns.asked("fork"));
      written.add(Campaigns.fault("fork", 100, 1));
      Files.move(folder.resolve("faults/001-fork.json"), folder.resolve("faults/" + name));

      assertThatThrownBy(() -> ResultFolder.open(folder))
          .as(name)
          .isInstanceOf(HostException.class)
          .hasMessageContaining(name + " is not of this campaign");
    }
  }

  @Test
  void aResultWithoutItsFaultsIsRefused() throws Exception {
    var written = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork"));
    written.add(Campaigns.fault("fork", 100, 1));
    written.end();
    Files.delete(place.resolve("a/faults/001-fork.json"));

    assertThatThrownBy(() -> ResultFolder.open(place.resolve("a")))
        .hasMessageContaining("says that fork is done, and its file is not there");
  }

  @Test
  void onlyWhatIsOpenCanBeAdded() throws Exception {
    var folder = ResultFolder.begin(place.resolve("a"), Campaigns.asked("fork"));
    folder.add(Campaigns.fault("fork", 100, 1));

    for (var name : List.of("fork", "spin")) {
      assertThatThrownBy(() -> folder.add(Campaigns.fault(name, 100, 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (var names : List.of(List.of("a/b"), List.of("fork", "fork"), List.of(".."), List.of(""))) {
      assertThatThrownBy(() -> Campaigns.asked(names.toArray(String[]::new)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Asked asked(String words, List<String> remarks, long seed, boolean is) {
    var budget = new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(7), 2);
    return new Asked(
        words,
        words,
        Duration.ofMillis(300),
        1,
        3,
        seed,
        is ? Optional.of(words) : Optional.empty(),
        Map.of("kernel", words, words + "x", "y"),
        remarks,
        new Budgets(budget, is ? Map.of(words, budget) : Map.of()),
        List.of("fork", "spin"),
        is ? Optional.of(words) : Optional.empty());
  }

  private static FaultResult result(String words, List<String> remarks, Random random, boolean is) {
    var verdicts = new ArrayList<ProbeVerdict>();
    for (var outcome : Outcome.values()) {
      verdicts.add(
          new ProbeVerdict(
              words,
              outcome,
              random.nextDouble(),
              random.nextLong(Long.MAX_VALUE),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(9),
              random.nextDouble() * 1e12,
              random.nextInt(9),
              words));
    }
    var latencies = Measured.of(random.nextInt(50), () -> random.nextLong(Latencies.LONGEST));
    var leftOut = random.nextInt(9);
    var reading =
        new Reading(
            words,
            latencies,
            leftOut + random.nextLong(latencies.count() + 1),
            is ? OptionalLong.of(leftOut) : OptionalLong.empty(),
            random.nextInt(9));
    return new FaultResult(
        "fork",
        new Window(Duration.ofNanos(random.nextLong(1L << 50)), List.of(reading, reading)),
        new Window(Duration.ofSeconds(1), is ? List.of() : List.of(reading)),
        Window.NONE,
        random.nextInt(9),
        new Achieved(random.nextLong(Long.MAX_VALUE), Duration.ofMillis(3), words, remarks),
        is ? Optional.of(Duration.ofNanos(random.nextInt(9))) : Optional.empty(),
        new Toll(
            Map.of("cpu some", random.nextLong(Long.MAX_VALUE), words + "x", 0L),
            random.nextInt(9),
            random.nextInt(9),
            is ? -1 : 4,
            remarks,
            remarks),
        verdicts,
        peer(words, remarks, random, verdicts, reading));
  }

  private static Optional<Peer> peer(
      String words,
      List<String> remarks,
      Random random,
      List<ProbeVerdict> verdicts,
      Reading reading) {
    var during = new Window(Duration.ofSeconds(2), List.of(reading));
    return switch (random.nextInt(3)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Peer.Missing(words));
      default ->
          Optional.of(
              new Peer.Measured(
                  during,
                  during,
                  Window.NONE,
                  random.nextInt(9),
                  new Achieved(random.nextInt(9), Duration.ofMillis(3), words, remarks),
                  remarks,
                  verdicts));
    };
  }

  private String text(String file) throws IOException {
    return new String(Files.readAllBytes(place.resolve(file)), StandardCharsets.UTF_8);
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
