package dev.qm.quadlet.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledFolderTest {
  @TempDir Path root;
  private Path units;
  private Path services;

  @BeforeEach
  void folders() throws IOException {
    units = Files.createDirectories(root.resolve("units"));
    services = root.resolve("services");
  }

  private void unit(String name, String text) throws IOException {
    Files.writeString(units.resolve(name), text);
  }

  private Compilation compilation() {
    var reading = QuadletReader.read(List.of(units));
    return Compilation.of(Quadlet.generate(reading.units(), Settings.host()));
  }

  private List<CompiledFolder.State> states() {
    return new CompiledFolder(services)
        .compare(compilation()).entries().stream().map(CompiledFolder.Entry::state).toList();
  }

  private void write() throws IOException {
    new CompiledFolder(services).write(compilation());
  }

  private static final String APP =
      "[Container]\nImage=q.io/x\n[Install]\nWantedBy=multi-user.target\nAlias=other.service\n";

  @Test
  void writesServicesAndTheirLinks() throws IOException {
    unit("app.container", APP);

    write();

    assertThat(services.resolve("app.service")).content().contains("ExecStart=/usr/bin/podman run");
    assertThat(Files.readSymbolicLink(services.resolve("multi-user.target.wants/app.service")))
        .isEqualTo(Path.of("../app.service"));
    assertThat(Files.readSymbolicLink(services.resolve("other.service")))
        .isEqualTo(Path.of("app.service"));
    assertThat(states()).containsExactly(CompiledFolder.State.CURRENT);
    try (var files = Files.list(services)) {
      assertThat(files.filter(file -> file.toString().contains(".qm-"))).isEmpty();
    }
  }

  @Test
  void saysWhichServicesAreOlderThanTheirUnits() throws IOException {
    unit("app.container", APP);
    write();
    unit("app.container", APP + "[Service]\nRestart=always\n");

    assertThat(states()).containsExactly(CompiledFolder.State.STALE);
    var problems = Check.run(QuadletReader.read(List.of(units)), Settings.host(), services);
    assertThat(problems)
        .anySatisfy(problem -> {
          assertThat(problem.rule()).isEqualTo("compiled-stale");
          assertThat(problem.origin().file()).isEqualTo(units.resolve("app.container"));
        });

    write();

    assertThat(states()).containsExactly(CompiledFolder.State.CURRENT);
  }

  @Test
  void neverWritesOverWhatAUserWroteOrChanged() throws IOException {
    unit("app.container", APP);
    unit("own.container", APP);
    write();
    Files.writeString(
        services.resolve("app.service"),
        Files.readString(services.resolve("app.service")) + "# mine\n");
    Files.writeString(services.resolve("own.service"), "[Service]\nExecStart=/bin/mine\n");
    unit("app.container", APP + "[Service]\nRestart=always\n");

    write();

    assertThat(states()).containsExactly(CompiledFolder.State.EDITED, CompiledFolder.State.FOREIGN);
    assertThat(services.resolve("app.service")).content().endsWith("# mine\n");
    assertThat(services.resolve("own.service")).content().contains("/bin/mine");
  }

  @Test
  void takesAwayWhatComesFromAUnitThatIsGone() throws IOException {
    unit("app.container", APP);
    unit("gone.container", "[Container]\nImage=q.io/x\n[Install]\nWantedBy=a.target\n");
    write();
    Files.delete(units.resolve("gone.container"));
    assertThat(states())
        .containsExactly(CompiledFolder.State.CURRENT, CompiledFolder.State.ORPHANED);

    write();

    assertThat(services.resolve("gone.service")).doesNotExist();
    assertThat(
            Files.exists(
                services.resolve("a.target.wants/gone.service"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();
    assertThat(states()).containsExactly(CompiledFolder.State.CURRENT);
  }

  private Path link(String name) {
    return services.resolve(name);
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void takesAwayTheLinksThatAUnitAsksForNoMore() throws IOException {
    unit("app.container", APP);
    write();
    unit("app.container", "[Container]\nImage=q.io/x\n[Install]\nWantedBy=a.target\n");

    write();

    assertThat(exists(link("multi-user.target.wants/app.service"))).isFalse();
    assertThat(exists(link("other.service"))).isFalse();
    assertThat(exists(link("a.target.wants/app.service"))).isTrue();
    Files.delete(units.resolve("app.container"));
    write();
    assertThat(exists(link("a.target.wants/app.service"))).isFalse();
  }

  @Test
  void saysWhichLinksAreMissingAndMakesThemAgain() throws IOException {
    unit("app.container", APP);
    write();
    Files.delete(link("multi-user.target.wants/app.service"));

    assertThat(states())
        .containsExactly(CompiledFolder.State.CURRENT, CompiledFolder.State.MISSING);
    write();

    assertThat(states()).containsExactly(CompiledFolder.State.CURRENT);
  }

  @Test
  void neverChangesALinkThatSomebodyElseMade() throws IOException {
    unit("app.container", APP);
    Files.createDirectories(services);
    Files.createSymbolicLink(link("other.service"), Path.of("/dev/null"));

    write();

    assertThat(Files.readSymbolicLink(link("other.service"))).isEqualTo(Path.of("/dev/null"));
    assertThat(states())
        .containsExactly(CompiledFolder.State.CURRENT, CompiledFolder.State.FOREIGN);
    unit("app.container", "[Container]\nImage=q.io/x\n");
    write();
    assertThat(exists(link("other.service"))).isTrue();
  }

  @Test
  void writesNoLinkThroughALinkThatLeadsElsewhere() throws IOException {
    unit("app.container", APP);
    var outside = Files.createDirectories(root.resolve("outside"));
    Files.createDirectories(services);
    Files.createSymbolicLink(link("multi-user.target.wants"), outside);

    write();

    assertThat(outside).isEmptyDirectory();
    assertThat(states())
        .containsExactly(CompiledFolder.State.CURRENT, CompiledFolder.State.FOREIGN);
  }

  @Test
  void whatCannotBeWrittenCostsTheOthersNothing() throws IOException {
    var longName = "b".repeat(250);
    unit("a.container", "[Container]\nImage=q.io/x\n[Install]\nWantedBy=" + longName + ".target\n");
    unit("v".repeat(245) + ".volume", "[Volume]\n");
    unit("z.container", APP);

    var generation = Quadlet.generate(QuadletReader.read(List.of(units)).units(), Settings.host());
    var problems = new CompiledFolder(services).generate(generation, "test");

    assertThat(generation.problems())
        .singleElement()
        .extracting(Problem::rule)
        .isEqualTo("service-name");
    assertThat(problems).singleElement().extracting(Problem::rule).isEqualTo("unwritable");
    assertThat(services.resolve("a.service")).exists();
    assertThat(services.resolve("z.service")).exists();
  }

  @Test
  void takesAwayWhatAKilledWriterLeftAndNothingOfALivingOne() throws Exception {
    unit("app.container", APP);
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(services);
    var left = Files.writeString(services.resolve(".qm-" + dead.pid() + "-1.tmp"), "half");
    var own = ".qm-" + ProcessHandle.current().pid() + "-1.tmp";
    var living = Files.writeString(services.resolve(own), "half");

    write();

    assertThat(left).doesNotExist();
    assertThat(living).exists();
  }
}
