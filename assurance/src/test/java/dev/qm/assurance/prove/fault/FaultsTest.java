package dev.qm.assurance.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.assurance.prove.fault.Fault.Happening;
import dev.qm.assurance.prove.probe.Probe;
import dev.qm.assurance.prove.probe.Probes;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.Rules;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that QM brings, and how files of faults are read. */
class FaultsTest {
  private static final SystemTree SYSTEM =
      new SystemTree(Path.of(System.getProperty("qm.tree"), "system"));

  /** The probes of {@code qm prove}, by the names that they have for good. */
  private static final Set<String> PROBES =
      Probes.ALL.stream().map(Probe::id).collect(Collectors.toSet());

  private static final Path FILE = Path.of("/x/hog.fault");
  private static final Set<String> PROGRAMS = Set.of("hog.py");

  private static final String ABOUT =
      """
      [Fault]
      Title=memory is taken
      StandsFor=a leak
      Class=memory
      Channel=memory of processes
      Probes=page-fault cyclic
      Walls=memory-bound
      AtLeast=2.5
      Bounds=the partition's
      Undo=its end
      """;

  @TempDir Path folder;

  static List<Fault> shipped() throws HostException {
    return Faults.read(SYSTEM, new Root(Path.of("/none"))).all();
  }

  @Test
  void thereAreFaultsOfEveryClassAndOfEveryKind() throws Exception {
    var faults = shipped();

    assertThat(faults).hasSizeGreaterThanOrEqualTo(50);
    assertThat(faults.stream().map(Fault::interference).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Interference.values());
    var happenings = new HashSet<Happening>();
    for (var fault : faults) {
      if (fault.action() instanceof Action.Event(var what)) {
        happenings.add(what);
      }
    }
    assertThat(happenings).containsExactlyInAnyOrder(Happening.values());
    assertThat(faults).anyMatch(fault -> fault.action() instanceof Action.Attempt);
    assertThat(faults).anyMatch(fault -> fault.action() instanceof Action.Stress);
  }

  @Test
  void eachProbeIsTheFirstToFeelSomething() throws Exception {
    var felt = new HashSet<String>();
    shipped().forEach(fault -> felt.addAll(fault.probes()));

    assertThat(felt).containsAll(PROBES);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aFaultNamesWhatThereIs(Fault fault) {
    var rules = Rules.all().stream().map(Rule::id).collect(Collectors.toSet());

    assertThat(fault.probes()).as(fault.id()).isNotEmpty().isSubsetOf(PROBES);
    assertThat(fault.walls()).as(fault.id()).isNotEmpty().isSubsetOf(rules);
    for (var clause : List.of(fault.title(), fault.standsFor(), fault.bounds(), fault.undo())) {
      assertThat(clause).as(fault.id()).doesNotEndWith(".").doesNotContain("\n");
      assertThat(clause.length()).as(fault.id() + ": " + clause).isBetween(3, 120);
    }
  }

  @Test
  void theirImageIsDescribed() throws Exception {
    var image = new Demos(SYSTEM).findImage("stress").orElseThrow();

    assertThat(image.packages()).contains("stress-ng", "python3");
  }

  @Test
  void usersHaveFaultsOfTheirOwnAndTakeThePlaceOfOurs() throws Exception {
    var own = folder.resolve("etc/qm-assurance/prove.d");
    Files.createDirectories(own);
    Files.writeString(own.resolve("fork-storm.fault"), ABOUT + "[Stress]\nArguments=--fork 1\n");
    Files.writeString(own.resolve("hog.fault"), ABOUT + "[Program]\nName=hog.py\n");
    Files.writeString(own.resolve("hog.py"), "");
    Files.writeString(own.resolve("budgets.conf"), "not a fault");

    var faults = Faults.read(SYSTEM, new Root(folder));

    assertThat(faults.all()).hasSize(shipped().size() + 1);
    assertThat(faults.named("fork-storm").orElseThrow().title()).isEqualTo("memory is taken");
    assertThat(faults.named("hog").orElseThrow().action())
        .isEqualTo(new Action.Program("hog.py", List.of()));
    assertThat(faults.programs()).contains(own.resolve("hog.py"));
    assertThat(faults.named("no-such")).isEmpty();
  }

  @Test
  void aFileWithTheNameOfNoFaultIsRefused() throws Exception {
    var own = folder.resolve("etc/qm-assurance/prove.d");
    Files.createDirectories(own);
    Files.writeString(own.resolve("A b.fault"), ABOUT);

    assertThatThrownBy(() -> Faults.read(SYSTEM, new Root(folder)))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("A b.fault:1: ");
  }

  @Test
  void allOfAFaultIsRead() throws Exception {
    var fault =
        FaultFile.parse(
            "hog",
            FILE,
            ABOUT + "[Attempt]\nName=hog.py\nArguments=a \"b c\" @MEMORY@\n",
            PROGRAMS);

    assertThat(fault)
        .isEqualTo(
            new Fault(
                "hog",
                "memory is taken",
                "a leak",
                Interference.MEMORY,
                "memory of processes",
                Set.of("page-fault", "cyclic"),
                Set.of("memory-bound"),
                new Action.Attempt("hog.py", List.of("a", "b c", "@MEMORY@")),
                "the partition's",
                "its end",
                2.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Titel=x | 11: unknown key 'Titel' in [Fault]",
        "Class=speed | 11: Class= cannot be 'speed'",
        "AtLeast=0 | 11: AtLeast=0 is no rate",
        "AtLeast=NaN | 11: AtLeast=NaN is no rate",
        "AtLeast=1e3 | 11: AtLeast=1e3 is no rate",
        "AtLeast=-1 | 11: AtLeast=-1 is no rate",
        "Walls= | : there is no Walls=",
        "[Stres] | 11: there is no section [Stres]",
        "[Stress] | : there is no Arguments=",
        "# | 2: nothing is done",
        "[Stress]\\nArguments=x\\n[Event]\\nHappening=killed | 2: more than one thing is done",
        "[Event]\\nHappening=gone | 12: Happening= cannot be 'gone'",
        "[Program]\\nName=pig.py | 12: there is no program 'pig.py'",
        "[Program]\\nName=../../hog.py | 12: there is no program '../../hog.py'",
        "[Program]\\nName=hog.py\\nArguments=@ROOT@ | 13: @ROOT@ stands for nothing",
      })
  void aMistakeIsNamedWithItsFileAndLine(String text, String message) {
    var wrong = ABOUT + text.replace("\\n", "\n") + "\n";

    assertThatThrownBy(() -> FaultFile.parse("hog", FILE, wrong, PROGRAMS))
        .isInstanceOf(HostException.class)
        .hasMessageStartingWith(FILE + (message.startsWith(":") ? "" : ":") + message);
  }

  @Property
  void whateverStandsInAFileItIsReadOrRefusedWithItsFile(@ForAll("texts") String text) {
    try {
      var fault = FaultFile.parse("hog", FILE, text, PROGRAMS);
      assertThat(fault.probes()).isNotEmpty();
      assertThat(fault.atLeast()).isPositive().isFinite();
    } catch (HostException refused) {
      assertThat(refused).hasMessageContaining(FILE.toString());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var about = Arbitraries.of(ABOUT.lines().toList());
    var line =
        Arbitraries.oneOf(
            about,
            about,
            Arbitraries.of("[Stress]", "[Program]", "[Event]", "Arguments=--cpu 1 @MEMORY@"),
            Arbitraries.of("Name=hog.py", "Happening=killed", "# x", "\\", "", "AtLeast=9"),
            Arbitraries.strings().ofMaxLength(12));
    var lines = line.list().ofMaxSize(24).map(all -> String.join("\n", all));
    return Arbitraries.oneOf(lines, lines.map(more -> ABOUT + more));
  }

  /** As they are where the fault runs, however many those are that qm may use. */
  @Test
  void asManyProcessesComputeAsKeepEveryProcessorBusy(@TempDir Path machine) throws Exception {
    var online =
        Files.createDirectories(machine.resolve("sys/devices/system/cpu")).resolve("online");

    assertThat(Placeholder.processors(new Root(machine))).isEqualTo("8");
    Files.writeString(online, "0-1\n");
    assertThat(Placeholder.processors(new Root(machine))).isEqualTo("8");
    Files.writeString(online, "0-7,10-15\n");
    assertThat(Placeholder.processors(new Root(machine))).isEqualTo("28");

    var spin = Faults.read(SYSTEM, new Root(machine)).named("processor-spin").orElseThrow();
    assertThat(spin.action())
        .isInstanceOfSatisfying(
            Action.Stress.class,
            it -> assertThat(it.arguments()).startsWith("--cpu", "@PROCESSORS@"));
  }

  @Test
  void valuesOfTheMachineAreFilledIn() {
    assertThat(
            Placeholder.filled(
                List.of("--bytes", "@MEMORY@", "x@PROCESS@y", "@PROCESSORS@", "@PORT@", "@"),
                java.util.Map.of(
                    Placeholder.MEMORY,
                    "64",
                    Placeholder.PROCESS,
                    "7",
                    Placeholder.PROCESSORS,
                    "8",
                    Placeholder.PORT,
                    "40000")))
        .containsExactly("--bytes", "64", "x7y", "8", "40000", "@");
  }
}
