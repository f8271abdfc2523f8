package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.compiled.Compilation;
import dev.qm.quadlet.generate.Explanation;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Thousands of units that are hard on each other take no longer than thousands that are not. */
class ManyUnitsTest {
  private static final int MANY = 5000;
  private static final Path FOLDER = Path.of("/etc/containers/systemd");
  private static final String CONTAINER = "[Container]\nImage=q.io/x\n";

  private static QuadletUnit unit(String name, String text) {
    var file = FOLDER.resolve(name);
    var parsed = UnitFile.parseAll(file, text, Dialect.QUADLET);
    return new QuadletUnit(name, parsed.unit(), file, List.of());
  }

  private static List<QuadletUnit> containers(IntFunction<String> text) {
    List<QuadletUnit> units = new ArrayList<>();
    for (var i = 0; i < MANY; i++) {
      units.add(unit("u" + i + ".container", text.apply(i)));
    }
    return units;
  }

  /** The deadline is many times what it takes, and less than comparing each with each would. */
  private static List<Problem> problems(List<QuadletUnit> units) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(40),
        () -> {
          var settings = Settings.host().withFiles(path -> true);
          var generation = Quadlet.generate(units, settings);
          assertThat(Compilation.of(generation).files()).hasSize(generation.services().size());
          assertThat(Explanation.of(units.getFirst(), units, settings).keys()).isNotEmpty();
          return Check.run(new Reading(units, List.of(), List.of()), settings);
        });
  }

  @Test
  void allPortsOfManyAddresses() {
    assertThat(
            problems(
                containers(i ->
                    CONTAINER
                        + "PublishPort=10.0."
                        + i / 256
                        + "."
                        + i % 256
                        + ":1-65535:1-65535\n")))
        .isEmpty();
  }

  @Test
  void theSamePorts() {
    assertThat(problems(containers(i -> CONTAINER + "PublishPort=1-65535:1-65535\n")))
        .hasSize(MANY - 1)
        .allSatisfy(problem -> assertThat(problem.message()).contains("that of u0.container"));
  }

  @Test
  void manySubnetsOfWhichTheLastTwoOverlap() {
    List<QuadletUnit> units = new ArrayList<>();
    for (var i = 0; i < MANY; i++) {
      var text = "[Network]\nSubnet=10." + i / 256 + "." + i % 256 + ".0/24\n";
      units.add(unit("u" + i + ".network", text));
    }
    units.add(unit("last.network", "[Network]\nSubnet=10.19.135.128/25\n"));

    assertThat(problems(units)).singleElement().extracting(Problem::rule).isEqualTo("collision");
  }

  @Test
  void aLongChain() {
    assertThat(
            problems(
                containers(i ->
                    (i == MANY - 1 ? "" : "[Unit]\nAfter=u" + (i + 1) + ".container\n")
                        + CONTAINER)))
        .isEmpty();
  }

  @Test
  void manyLongCyclesAreNamedInFewWords() {
    var problems =
        problems(
            containers(
                i -> "[Unit]\nAfter=u" + (i + 1) % MANY + ".container u0.container\n" + CONTAINER));

    assertThat(problems)
        .hasSize(MANY)
        .allSatisfy(problem -> assertThat(problem.message().length()).isLessThan(500));
  }

  @Test
  void aPodOfMany() {
    List<QuadletUnit> units = containers(i -> CONTAINER + "Pod=p.pod\n");
    units.add(unit("p.pod", "[Pod]\n"));

    assertThat(problems(units)).isEmpty();
  }

  @Test
  void aLineWithMoreMistakesThanAnyoneReads() {
    for (var word : List.of("CAP_%d ", "\"CAP\"_%d ", "x")) {
      var line = new StringBuilder("[Container]\nImage=q.io/x\nAddCapability=");
      for (var i = 0; line.length() < 1 << 20; i++) {
        line.append(word.formatted(i));
      }

      assertThat(problems(List.of(unit("x.container", line.append('\n').toString())))).isNotEmpty();
    }
  }

  @Test
  void anUnreadSectionWithManyKeysBesideManyArguments() {
    var text = new StringBuilder(CONTAINER).append("Exec=");
    text.append("a ".repeat(50_000)).append("\n[X-Mine]\n");
    for (var i = 0; i < 50_000; i++) {
      text.append("K").append(i).append("=1\n");
    }

    assertThat(problems(List.of(unit("x.container", text.toString())))).isEmpty();
  }
}
