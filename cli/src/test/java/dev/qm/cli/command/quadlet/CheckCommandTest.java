package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.cli.finding.SarifText;
import dev.qm.cli.parse.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  /** In this tree a comment "expect RULE" stands above each line that the rule must find. */
  private static final Path MISTAKES =
      Path.of(System.getProperty("qm.tree"))
          .resolve("cli/src/test/resources/dev/qm/cli/command/quadlet/mistakes");

  private static final String EXPECT = "# expect ";

  @TempDir Path folder;

  @Test
  void findsEverySeededMistakeInItsLineAndNothingElse() throws Exception {
    var expected = expectations();
    assertThat(expected).hasSizeGreaterThanOrEqualTo(20);

    var call = Call.of("check", "--podman", "5.7", "--json", MISTAKES.toString());

    assertThat(call.status()).isEqualTo(1);
    assertThat(found(call.out())).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aFindingIsOneLineThatEditorsJumpToWithItsSourceUnderneath() throws Exception {
    var unit = write("radio.container", "[Container]\nImage=quay.io/car/radio:1\nVolumes=/a:/b\n");

    var call = Call.of("check", unit.toString());

    assertThat(call.out())
        .isEqualTo(
            """
            %s:3:1: error: unknown key 'Volumes' in [Container]; Podman refuses the whole unit for it; did you mean 'Volume'?
              3 | Volumes=/a:/b
                | ^^^^^^^
            1 error in 1 unit
            1 of these is mended by qm quadlet check --fix
            """
                .formatted(unit));
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void cleanUnitsAreStatusZero() throws Exception {
    write("radio.container", "[Container]\nImage=quay.io/car/radio:1\n");

    var call = Call.of("check", folder.toString());

    assertThat(call.out()).isEqualTo("no problem in 1 unit\n");
    assertThat(call.status()).isZero();
  }

  @Test
  void whatACheckoutNamesNeedNotBeOnThisMachine() throws Exception {
    var text = "[Container]\nImage=quay.io/r:1\nEnvironmentFile=/nowhere/radio.env\n";
    write("checkout/radio.container", text);
    write("image/etc/containers/systemd/radio.container", text);
    var image = folder.resolve("image").toString();

    var checkout = Call.of("check", folder.resolve("checkout").toString());
    var machine = Call.of("check", "--root", image);
    var named = Call.of("check", "--root", image, image + "/etc/containers/systemd");

    assertThat(checkout.out()).contains("note: /nowhere/radio.env does not exist on this machine");
    assertThat(checkout.status()).isZero();
    for (var call : List.of(machine, named)) {
      assertThat(call.out()).contains("warning: /nowhere/radio.env does not exist;");
      assertThat(call.status()).isEqualTo(1);
    }
  }

  @Test
  void saysWhatItsWordOnALaterPodmanIsWorth() throws Exception {
    write("radio.volume", "[Volume]\nUID=5\n");

    var next = Call.of("check", "--podman", "6.0", folder.toString());
    var unknown = Call.of("check", "--podman", "7.1", folder.toString());
    var present = Call.of("check", "--podman", "5.8.9", folder.toString());

    assertThat(next.err()).contains("Podman 6.0 is known from its sources of before its release");
    assertThat(next.status()).isZero();
    assertThat(unknown.err()).contains("Podman 7.1 is not known; it is taken for 6.0");
    assertThat(unknown.status()).isZero();
    assertThat(present.err()).isEmpty();
    assertThat(present.out()).contains("UID= came with Podman 6.0");
  }

  @Test
  void aFileIsCheckedAmongItsNeighboursButTheyAreNot() throws Exception {
    write("car.network", "[Network]\n");
    write("broken.container", "[Container]\nJunk=1\n");
    var unit = write("radio.container", "[Container]\nImage=quay.io/r:1\nNetwork=car.network\n");
    Files.createDirectories(folder.resolve("radio.container.d"));
    var dropIn = write("radio.container.d/10.conf", "[Container]\nJunk=2\n");

    var call = Call.of("check", unit.toString());

    assertThat(call.out()).contains(dropIn + ":2:1: error: ").endsWith("1 error in 1 unit\n");
    assertThat(call.out()).doesNotContain("broken.container", "car.network");
  }

  @Test
  void whatAUnitHoldsDoesNotReachTheTerminal() throws Exception {
    var unit =
        write(
            "radio.container", "[Container]\nImage=quay.io/r:1\n\u001b]0;owned\u0007Key=\u202e1\n");

    var call = Call.of("check", unit.toString());

    assertThat(call.out()).contains("owned").doesNotContain("\u001b", "\u0007", "\u202e");
  }

  @Test
  void aLineOfAMegabyteIsShownInPart() throws Exception {
    var unit =
        write("radio.container", "[Container]\nImage=quay.io/r:1\n" + "x".repeat(1 << 20) + "=1\n");

    var call = Call.of("check", unit.toString());

    assertThat(call.out().lines().filter(line -> line.contains(" | ")).toList())
        .isNotEmpty()
        .allMatch(line -> line.length() <= 120, "fits the screen, more or less");
  }

  @Test
  void sarifHasWhatItsSpecificationRequires() throws Exception {
    var call = Call.of("check", "--sarif", "--podman", "5.7", MISTAKES.toString());

    assertThat(call.status()).isEqualTo(1);
    var sarif = object(parse(call.out()));
    assertThat(sarif).containsEntry("version", "2.1.0");
    var run = object(list(sarif.get("runs")).getFirst());
    var driver = object(object(run.get("tool")).get("driver"));
    assertThat(driver).containsEntry("name", "qm quadlet check");
    var rules = list(driver.get("rules"));
    var results = list(run.get("results"));
    assertThat(results).hasSize(expectations().size());
    for (var each : results) {
      var result = object(each);
      assertThat(result.get("level")).isIn("error", "warning", "note");
      assertThat(object(result.get("message")).get("text")).asString().isNotBlank();
      var rule = object(rules.get(Integer.parseInt(String.valueOf(result.get("ruleIndex")))));
      assertThat(rule.get("id")).isEqualTo(result.get("ruleId"));
      var place = object(object(list(result.get("locations")).getFirst()).get("physicalLocation"));
      assertThat(object(place.get("artifactLocation")).get("uri")).asString().startsWith("file:/");
      var region = object(place.get("region"));
      assertThat(number(region.get("startLine"))).isPositive();
      assertThat(number(region.get("startColumn"))).isPositive();
      assertThat(number(region.get("endColumn"))).isGreaterThan(number(region.get("startColumn")));
    }
  }

  @Test
  void aUriOfSarifIsAReferenceOfRfc3986() {
    assertThat(SarifText.uri("units/my radio%1.container"))
        .isEqualTo("units/my%20radio%251.container");
    assertThat(SarifText.uri("a:b.container")).as("no scheme a").isEqualTo("./a:b.container");
    assertThat(SarifText.uri("units/a:b.container")).isEqualTo("units/a:b.container");
    assertThat(SarifText.uri("/etc/ä.container")).isEqualTo("file:///etc/%C3%A4.container");
  }

  @Test
  void aPathThatIsNoUnitIsWrongUsage() throws IOException {
    var other = write("readme.txt", "");

    assertThatThrownBy(() -> Call.of("check", folder + "/none")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Call.of("check", other.toString())).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Call.of("check", "--json", "--sarif"))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Call.of("check", "--podman", "new"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void compiledServicesThatAreOlderThanTheirUnitsAreFound() throws Exception {
    Files.createDirectories(folder.resolve("etc/containers/systemd"));
    var unit = write("etc/containers/systemd/a.container", "[Container]\nImage=quay.io/a:1\n");
    var root = folder.toString();
    assertThat(Call.of("check", "--root", root).status()).as("nothing was compiled").isZero();
    assertThat(Call.of("compile", "--root", root).status()).isZero();
    assertThat(Call.of("check", "--root", root).status()).as("all is current").isZero();

    Files.writeString(unit, "[Container]\nImage=quay.io/a:2\n");
    var call = Call.of("check", "--root", root);

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).contains(unit + ":1:1: warning: ", "a.service is older than its unit");
  }

  private static List<String> expectations() throws IOException {
    var expected = new ArrayList<String>();
    try (var files = Files.walk(MISTAKES)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var lines = Files.readAllLines(file);
        for (var i = 0; i < lines.size(); i++) {
          if (lines.get(i).startsWith(EXPECT)) {
            expected.add(file + ":" + (i + 2) + " " + lines.get(i).substring(EXPECT.length()));
          }
        }
      }
    }
    return expected;
  }

  private static List<String> found(String json) throws IOException {
    var found = new ArrayList<String>();
    for (var each : list(object(parse(json)).get("problems"))) {
      var problem = object(each);
      found.add(problem.get("file") + ":" + problem.get("line") + " " + problem.get("rule"));
    }
    return found;
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.toRealPath().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Object parse(String text) throws IOException {
    try (var parser = new JsonFactory().createParser(text)) {
      parser.nextToken();
      var value = value(parser);
      assertThat(parser.nextToken()).isNull();
      return value;
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      var object = new LinkedHashMap<String, Object>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        var name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      var array = new ArrayList<Object>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser));
      }
      return array;
    }
    return parser.getText();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static int number(Object value) {
    assertThat(value).asString().matches(Pattern.compile("[0-9]+"));
    return Integer.parseInt(String.valueOf(value));
  }
}
