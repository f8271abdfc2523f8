package dev.qm.bluechi.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as BlueChi reads them. */
class ConfFileTest {
  private static final Path FILE = Path.of("/etc/bluechi/agent.conf");

  @Test
  void sectionsKeysValuesAndRemarks() {
    var file =
        read(
            """
            # a remark
            ; another one
            Lost=1
            [bluechi-agent]
              # indented
            NodeName = host1
            ControllerHost: 192.0.2.1 ; behind it
            LogTarget=a;b

            [node host1] what stands here is not read
            Allowed=true
            """);

    assertThat(file.broken()).isEmpty();
    assertThat(values(file))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "/Lost", "1",
                "bluechi-agent/NodeName", "host1",
                "bluechi-agent/ControllerHost", "192.0.2.1",
                "bluechi-agent/LogTarget", "a;b",
                "node host1/Allowed", "true"));
  }

  @Test
  void aValueGoesOnInIndentedLinesWithNothingBetween() {
    var file =
        read(
            """
            [bluechi-controller]
            AllowedNodeNames=a,
              b,
            # a remark between

            \tc ; and one behind
            UseTCP=true
            """);

    assertThat(values(file))
        .containsEntry("bluechi-controller/AllowedNodeNames", "a,b,c")
        .containsEntry("bluechi-controller/UseTCP", "true");
    assertThat(file.lines().get(1)).extracting(ConfFile.Line::number).isEqualTo(3);
    assertThat(file.lines().get(1)).extracting(ConfFile.Line::column).isEqualTo(3);
  }

  @Test
  void aSectionEndsWhatCanGoOn() {
    assertThat(values(read("[a]\nk=1\n[b]\n  m=2\n")))
        .containsOnly(Map.entry("a/k", "1"), Map.entry("b/m", "2"));
  }

  @Test
  void aKeyThatStandsTwiceHasBothValuesUnlessTheFirstIsEmpty() {
    assertThat(values(read("[a]\nk=1\nk=2\nm=\nm=3\n[b]\n[a]\nk=4\n")))
        .containsOnly(Map.entry("a/k", "124"), Map.entry("a/m", "3"));
  }

  @ParameterizedTest
  @CsvSource({
    "'[bluechi-agent', 1, no end",
    "'[bluechi-agent ;x]', 1, no end",
    "'[a]\nNodeName', 2, no = in it",
    "'[a]\nNodeName ;=x', 2, no = in it",
    "'  no', 1, no = in it",
  })
  void theFirstLineThatIsNotUnderstoodEndsTheFile(String text, int line, String why) {
    var file = read(text + "\n[a]\nafter=1\n");

    assertThat(file.broken().orElseThrow().number()).isEqualTo(line);
    assertThat(file.broken().orElseThrow().why()).contains(why);
    assertThat(file.settings()).isEmpty();
  }

  @Test
  void linesAndSectionsHaveAnEnd() {
    var fits = "k=" + "x".repeat(ConfFile.LONGEST_LINE - 2);
    assertThat(read("[a]\n" + fits + "\n").broken()).isEmpty();
    assertThat(read("[a]\n" + fits + "x\n").broken().orElseThrow().number()).isEqualTo(2);
    // counted in bytes
    assertThat(read("[a]\nk=" + "ä".repeat(258) + "\n").broken()).isEmpty();
    assertThat(read("[a]\nk=" + "ä".repeat(259) + "\n").broken()).isPresent();

    assertThat(values(read("[" + "s".repeat(60) + "]\nk=1\n")))
        .containsOnly(Map.entry("s".repeat(ConfFile.LONGEST_SECTION) + "/k", "1"));
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreReadPast() {
    assertThat(values(read("\ufeff[a]\r\nk=1\r\n"))).containsOnly(Map.entry("a/k", "1"));
    assertThat(read("[a]\nk=\0\n").broken().orElseThrow().why()).contains("no text");
  }

  @Provide
  Arbitrary<List<String>> items() {
    return Arbitraries.strings()
        .withChars("ab1.:-/ä")
        .ofMinLength(1)
        .ofMaxLength(30)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aListIsWhatItWasHoweverItIsBrokenIntoLines(
      @ForAll("items") List<String> items, @ForAll long seed) {
    var random = new Random(seed);
    var text = new StringBuilder("[bluechi-controller]\nAllowedNodeNames=");
    for (var i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : ",");
      if (i > 0 && (i % 4 == 0 || random.nextBoolean())) {
        text.append("\n").append(" ".repeat(1 + random.nextInt(3)));
      }
      text.append(items.get(i));
    }
    var file = read(text + "\n");

    assertThat(file.broken()).isEmpty();
    assertThat(List.copyOf(file.settings().values()).getFirst().names()).isEqualTo(items);
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void anyBytesAreReadToTheirEndOrToABrokenLine(@ForAll byte[] bytes, @ForAll long seed) {
    var random = new Random(seed);
    var hostile = new byte[bytes.length * 3];
    var alphabet = "[]=:;# \t\n\r\0akN,\"\\".getBytes(StandardCharsets.US_ASCII);
    for (var i = 0; i < hostile.length; i++) {
      hostile[i] =
          random.nextInt(4) == 0 ? bytes[i / 3] : alphabet[random.nextInt(alphabet.length)];
    }
    var file = ConfFile.parse(FILE, hostile);
    var count =
        1 + new String(hostile, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();

    var last = 0;
    for (var line : file.lines()) {
      assertThat(line.number()).isGreaterThan(last).isLessThanOrEqualTo((int) count);
      assertThat(line.column()).isPositive();
      assertThat(line.valueColumn()).isGreaterThanOrEqualTo(line.column());
      assertThat(line.section().getBytes(StandardCharsets.ISO_8859_1).length)
          .isLessThanOrEqualTo(ConfFile.LONGEST_SECTION);
      assertThat(line.value()).doesNotContain("\n", "\0").doesNotStartWith(" ");
      assertThat(line.value().endsWith(" ")).isFalse();
      last = line.number();
    }
    if (file.broken().isPresent()) {
      assertThat(file.broken().get().number()).isGreaterThan(last).isLessThanOrEqualTo((int) count);
      assertThat(file.settings()).isEmpty();
    }
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void findingsOfAnyFileHaveAPlaceAndWords(@ForAll long seed) {
    var random = new Random(seed);
    var words =
        List.of(
            "[bluechi-agent]",
            "[bluechi-controller]",
            "[node a]",
            "[hirte]",
            "NodeName",
            "=",
            ":",
            "AllowedNodeNames",
            "ControllerHost",
            "ControllerAddress",
            "tcp:host=",
            "unix:path=",
            ",port=",
            "842",
            "99999999999999999999",
            "Allowed",
            "true",
            ",",
            " ",
            "\n",
            "\n ",
            ";",
            "\ud800",
            "\u202e",
            "HeartbeatInterval",
            "-1",
            "UseTCP",
            "a",
            "b_",
            "x".repeat(530));
    var text = new StringBuilder();
    for (var i = random.nextInt(60); i >= 0; i--) {
      text.append(words.get(random.nextInt(words.size())));
    }
    var content = text.toString().getBytes(StandardCharsets.UTF_8);
    for (var program : Program.values()) {
      var file = ConfFile.parse(FILE, content);
      var layers = new Layers(program, Optional.of(file), Optional.of(file), List.of(file));
      var problems = new Problems();
      new FileInspection(
              new Side(
                  Machine.Where.INSIDE,
                  layers,
                  FILE,
                  Side.Installed.YES,
                  Optional.empty(),
                  List.of()),
              problems)
          .inspect();
      assertThat(ControllerTarget.of(layers)).isNotEmpty();
      assertThat(problems.inOrder())
          .allSatisfy(problem -> {
            assertThat(problem.origin().line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.message()).isNotBlank();
          });
    }
  }

  private static ConfFile read(String text) {
    return ConfFile.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> values(ConfFile file) {
    var values = new TreeMap<String, String>();
    file.settings()
        .forEach(
            (place, setting) -> values.put(place.section() + "/" + place.key(), setting.value()));
    return values;
  }
}
