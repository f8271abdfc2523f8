package dev.qm.assurance.prove.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.written.WrittenFile;
import dev.qm.host.HostException;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {
  private static final Profiles PROFILES =
      new Profiles(new SystemTree(Path.of(System.getProperty("qm.tree"), "system")));
  private static final Path FILE = Path.of("/home/x/mine.conf");
  private static final Set<String> FAULTS = Set.of("fork-storm", "memory-hog");

  /** Beginning, ending and waiting for a fault, in each round. */
  private static final Duration BESIDE = Duration.ofMillis(2500);

  @TempDir Path folder;

  @Test
  void quickTakesLessThanFiveMinutesAlsoWhenNothingIsDecidedEarly() throws Exception {
    var quick = PROFILES.read("quick", shipped());

    assertThat(quick.faults()).hasSizeBetween(15, 25);
    var round = quick.window().multipliedBy(2).plus(BESIDE);
    assertThat(round.multipliedBy((long) quick.most() * quick.faults().size()))
        .isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void fullHasAllFaults() throws Exception {
    var full = PROFILES.read("full", FAULTS);

    assertThat(full.faults()).isEmpty();
    assertThat(full.window()).isEqualTo(Duration.ofSeconds(1));
    assertThat(full.most()).isEqualTo(4);
  }

  @Test
  void theDocumentHasWhatTheShippedOnesSay() throws Exception {
    var text = Files.readString(Path.of(System.getProperty("qm.tree"), "docs/prove.md"));

    for (var name : PROFILES.names()) {
      var profile = PROFILES.read(name, shipped());
      assertThat(text)
          .contains(
              "| `%s` | %ds | %d | %d | "
                  .formatted(name, profile.window().toSeconds(), profile.fewest(), profile.most()));
    }
  }

  @Test
  void aFileOfOnesOwnIsReadByItsPath() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("mine.conf"),
            """
            [Profile]
            Window=500ms
            FewestRounds=2
            MostRounds=2
            Faults=memory-hog
            Faults=fork-storm
            """);

    assertThat(PROFILES.read(file.toString(), FAULTS))
        .isEqualTo(
            new Profile(
                file.toString(),
                Duration.ofMillis(500),
                2,
                2,
                java.util.List.of("memory-hog", "fork-storm")));
  }

  @Test
  void aNameThatThereIsNotNamesThoseThatThereAre() {
    assertThatThrownBy(() -> PROFILES.read("quik", FAULTS))
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> {
              assertThat(failure.getMessage()).contains("there is no profile 'quik'");
              assertThat(failure.mend().orElseThrow()).contains("full, quick", "./quik.conf");
            });
    assertThatThrownBy(() -> PROFILES.read("./none.conf", FAULTS))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("none.conf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[Profil]\\nWindow=2s | mine.conf:1: there is no section [Profil] | known are Profile",
        "[Profile]\\nwindow=2s | mine.conf:2: unknown key 'window' | the keys are Window=,",
        "[Profile]\\nWindow=2s | mine.conf:1: there is no FewestRounds= | FewestRounds=1",
        "[Profile]\\nWindow=1ms | mine.conf:2: Window= cannot be '1ms' | from 100ms to 3600s",
        "[Profile]\\nWindow=2s\\nFewestRounds=3\\nMostRounds=2 | mine.conf:4: MostRounds= | from 3 to 1000",
        "[Profile]\\nWindow=2s\\nFewestRounds=1\\nMostRounds=2\\nFaults=fork-storm fork | mine.conf:5: there is no fault 'fork' | fork-storm, memory-hog",
        "[Profile]\\nWindow=2s\\nFewestRounds=1\\nMostRounds=2\\nFaults=fork-storm fork-storm | mine.conf:5: the fault fork-storm stands here twice | leave one",
      })
  void errorsNameTheLineAndSayWhatToWrite(String text, String what, String mend) {
    assertThatThrownBy(() -> parse(text.replace("\\n", "\n") + "\n"))
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> {
              assertThat(failure.getMessage()).contains(what);
              assertThat(failure.mend().orElse("")).contains(mend);
            });
  }

  @Property(tries = 500)
  void anyTextIsUnderstoodOrRefused(@ForAll String text) {
    try {
      assertThat(parse("[Profile]\nWindow=2s\nFewestRounds=1\nMostRounds=1\nFaults=" + text).most())
          .isEqualTo(1);
    } catch (HostException refused) {
      assertThat(refused.getMessage()).contains("mine.conf");
    }
  }

  private static Profile parse(String text) throws HostException {
    return Profiles.of("mine", WrittenFile.parse(FILE, text), FAULTS);
  }

  /** The names that the file has, so that the test does not stand on the faults' own files. */
  private static Set<String> shipped() throws Exception {
    var file = Path.of(System.getProperty("qm.tree"), "system", Profiles.FOLDER, "quick.conf");
    var unit = WrittenFile.read(file).unit();
    return Set.copyOf(
        unit.values("Profile", "Faults").stream()
            .flatMap(entry -> java.util.Arrays.stream(entry.value().split(" ")))
            .toList());
  }
}
