package dev.qm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader of JSON against the library's, which judges it. */
class JsonTextTest {
  private static final JsonFactory JUDGE =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Property(tries = 2000)
  void whatTheLibraryRefusesIsRefusedAndWhatItReadsIsReadTheSame(
      @ForAll("nearlyJson") String text) {
    List<String> judged;
    try {
      judged = judge(text);
    } catch (IOException refused) {
      assertThatExceptionOfType(MalformedJson.class).as(text).isThrownBy(() -> read(text));
      return;
    }
    try {
      assertThat(read(text)).as(text).isEqualTo(judged);
    } catch (MalformedJson wrong) {
      throw new AssertionError(text, wrong);
    }
  }

  @Property
  void anyTextIsReadOrRefusedWithAPlace(@ForAll String text) {
    try {
      read(text);
    } catch (MalformedJson refused) {
      assertThat(refused.what()).containsPattern(" at line [0-9]+, column [0-9]+$");
    }
  }

  @Test
  void theComplaintNamesThePlace() {
    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> read("{\n  \"a\": 1,\n  \"a\": 2\n}"))
        .withMessage("the member 'a' stands twice at line 3, column 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void hostileDepthIsRefusedAndOverflowsNothing(String opening) {
    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> read(opening.repeat(1_000_000)))
        .withMessageContaining("more than 100 levels");
  }

  @Test
  void whoReadsMaySetTheDepth() throws Exception {
    assertThat(new JsonText("[[1]]", 2).kind()).isEqualTo(JsonText.Kind.ARRAY);
    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> new JsonText("[[[1]]]", 2).skip())
        .withMessageContaining("more than 2 levels");
    new JsonText("[[1]]", 2).skip();
  }

  @Test
  void theDeepestTextIsRead() throws Exception {
    assertThat(read("[".repeat(100) + "]".repeat(100))).hasSize(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{} {}",
        "[1] x",
        "{\"a\" 1}",
        "[1,]",
        "{,}",
        "{\"a\":1,}",
        "NaN",
        "'a'",
        "// c\n1",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "tru",
        "truex",
        "nul",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u１２３４\"",
        "\"a\nb\"",
        "\"",
        "\ufeff{}",
        "{\"a\":1,\"\\u0061\":2}",
        "[1 2]",
        "]",
        "}"
      })
  void whatIsNotOneDocumentIsRefused(String text) {
    assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> read(text));
  }

  @Test
  void placesAreThoseOfTheText() throws Exception {
    var text = " {\"one\" : [ 1 ,\"two\" ] } ";
    var json = new JsonText(text);

    json.enter();
    assertThat(json.next()).isTrue();
    assertThat(text.substring(json.at())).startsWith("[ 1 ");
    json.skip();
    assertThat(text.substring(0, json.at())).endsWith("]");
    assertThat(json.next()).isFalse();
    assertThat(text.substring(0, json.at())).endsWith("}");
    json.finish();
  }

  /** Whole and broken documents, from pieces that matter to a reader. */
  @Provide
  Arbitrary<String> nearlyJson() {
    var pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\":",
            "\"b\":",
            "\"a\"",
            "\"\\u0062\"",
            "\"\\n\\\"\"",
            "\"é\"",
            "\"",
            "\\",
            "0",
            "-1",
            "1.5",
            "-0.0e+3",
            "1E5",
            "01",
            "true",
            "false",
            "null",
            "nul",
            " ",
            "\n",
            "\t",
            "\u0001",
            "\ud83d\ude00");
    var loose = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    var whole = values(3);
    return Arbitraries.frequencyOf(
        Tuple.of(1, loose), Tuple.of(2, whole), Tuple.of(2, whole.flatMap(JsonTextTest::damaged)));
  }

  private static Arbitrary<String> damaged(String text) {
    return Arbitraries.integers()
        .between(0, text.length())
        .flatMap(at ->
            Arbitraries.of("", ",", "\"", "}", "]", "1", "\\", " ", ":", "e", ".")
                .map(put ->
                    text.substring(0, at) + put + text.substring(Math.min(text.length(), at + 1))));
  }

  private static Arbitrary<String> values(int depth) {
    var scalar =
        Arbitraries.of(
            "0",
            "-0",
            "12",
            "1.25",
            "1e9",
            "-3E-2",
            "true",
            "false",
            "null",
            "\"\"",
            "\"text\"",
            "\"\\u00e9\\t\"");
    if (depth == 0) {
      return scalar;
    }
    var inner = values(depth - 1);
    var array = inner.list().ofMaxSize(3).map(list -> "[" + String.join(" , ", list) + "]");
    var member =
        Combinators.combine(Arbitraries.of("a", "b", "c", "\\u0061"), inner)
            .as((name, value) -> "\"" + name + "\" :" + value);
    var object = member.list().ofMaxSize(3).map(list -> "{" + String.join(",\n", list) + "}");
    return Arbitraries.oneOf(scalar, array, object);
  }

  /** Every value and name in their order. */
  private static List<String> read(String text) throws MalformedJson {
    var json = new JsonText(text);
    var said = new ArrayList<String>();
    read(json, said);
    json.finish();
    return said;
  }

  private static void read(JsonText json, List<String> said) throws MalformedJson {
    switch (json.kind()) {
      case OBJECT -> {
        said.add("{");
        json.enter();
        while (json.next()) {
          said.add(json.name());
          read(json, said);
        }
        said.add("}");
      }
      case ARRAY -> {
        said.add("[");
        json.enter();
        while (json.next()) {
          read(json, said);
        }
        said.add("]");
      }
      case TEXT, NUMBER, TRUE, FALSE, NULL -> said.add(json.scalar());
    }
  }

  private static List<String> judge(String text) throws IOException {
    var said = new ArrayList<String>();
    try (var parser = JUDGE.createParser(text)) {
      var depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0 && !said.isEmpty()) {
          throw new IOException("a second document");
        }
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        said.add(token == JsonToken.FIELD_NAME ? parser.currentName() : parser.getText());
      }
    }
    if (said.isEmpty()) {
      throw new IOException("no document");
    }
    return said;
  }
}
