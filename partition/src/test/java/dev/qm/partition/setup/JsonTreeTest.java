package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("documents") JsonTree document) throws IOException {
    assertThat(JsonTree.parse(document.text())).isEqualTo(document);
  }

  @Property
  void anyTextIsReadOrRefusedWithAnIoException(@ForAll String text) {
    try {
      assertThat(JsonTree.parse(text)).isNotNull();
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void membersKeepTheirOrder() throws IOException {
    var json = JsonTree.parse("{\"z\": 1, \"a\": 2, \"m\": 3}");

    assertThat(((JsonTree.Members) json).members().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void hostileDepthIsRefusedAndOverflowsNothing(String opening) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> JsonTree.parse(opening.repeat(1_000_000)))
        .withMessageContaining("nesting depth");
  }

  @Test
  void theDeepestDocumentThatIsReadCanBeWritten() throws IOException {
    var json = JsonTree.parse("[".repeat(100) + "]".repeat(100));

    assertThat(JsonTree.parse(json.text())).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{} {}", "[1] x", "{\"a\" 1}", "[1,]", "NaN", "'a'", "// c\n1"})
  void whatIsNotOneJsonDocumentIsRefused(String text) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonTree.parse(text));
  }

  @Provide
  Arbitrary<JsonTree> documents() {
    return documents(3);
  }

  private static Arbitrary<JsonTree> documents(int depth) {
    var leaves =
        Arbitraries.<JsonTree>oneOf(
            Arbitraries.strings().map(JsonTree.Text::new),
            Arbitraries.bigDecimals().map(JsonTree.Numeral::new),
            Arbitraries.of("true", "false", "null").map(JsonTree.Literal::new));
    if (depth == 0) {
      return leaves;
    }
    var below = Arbitraries.lazy(() -> documents(depth - 1));
    return Arbitraries.oneOf(
        List.of(
            leaves,
            below.list().ofMaxSize(4).map(JsonTree.Items::new),
            Arbitraries.maps(Arbitraries.strings(), below)
                .ofMaxSize(4)
                .map(map -> new JsonTree.Members(new LinkedHashMap<>(map)))));
  }
}
