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

class JsonTest {
  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("documents") Json document) throws IOException {
    assertThat(Json.parse(document.text())).isEqualTo(document);
  }

  @Property
  void anyTextIsReadOrRefusedWithAnIoException(@ForAll String text) {
    try {
      assertThat(Json.parse(text)).isNotNull();
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void membersKeepTheirOrder() throws IOException {
    var json = Json.parse("{\"z\": 1, \"a\": 2, \"m\": 3}");

    assertThat(((Json.Members) json).members().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void hostileDepthIsRefusedAndOverflowsNothing(String opening) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Json.parse(opening.repeat(1_000_000)))
        .withMessageContaining("nesting depth");
  }

  @Test
  void theDeepestDocumentThatIsReadCanBeWritten() throws IOException {
    var json = Json.parse("[".repeat(100) + "]".repeat(100));

    assertThat(Json.parse(json.text())).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{} {}", "[1] x", "{\"a\" 1}", "[1,]", "NaN", "'a'", "// c\n1"})
  void whatIsNotOneJsonDocumentIsRefused(String text) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> Json.parse(text));
  }

  @Provide
  Arbitrary<Json> documents() {
    return documents(3);
  }

  private static Arbitrary<Json> documents(int depth) {
    var leaves =
        Arbitraries.<Json>oneOf(
            Arbitraries.strings().map(Json.Text::new),
            Arbitraries.bigDecimals().map(Json.Numeral::new),
            Arbitraries.of("true", "false", "null").map(Json.Literal::new));
    if (depth == 0) {
      return leaves;
    }
    var below = Arbitraries.lazy(() -> documents(depth - 1));
    return Arbitraries.oneOf(
        List.of(
            leaves,
            below.list().ofMaxSize(4).map(Json.Items::new),
            Arbitraries.maps(Arbitraries.strings(), below)
                .ofMaxSize(4)
                .map(map -> new Json.Members(new LinkedHashMap<>(map)))));
  }
}
