package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTest {
  /** Each value as {@code path=text@line}, those of a list after each other. */
  private static List<String> read(String text) {
    var read = new ArrayList<String>();
    var toml = Toml.parse(text);
    for (var item : toml.items()) {
      say(String.join("/", item.path()), item.value(), read);
    }
    toml.problem().ifPresent(read::add);
    return read;
  }

  private static void say(String path, Toml.Value value, List<String> to) {
    switch (value) {
      case Toml.Text(var text, var line) -> to.add(path + "=" + text + "@" + line);
      case Toml.Array(var values, var _) -> values.forEach(it -> say(path + "[]", it, to));
      case Toml.Table(var items, var _) ->
          items.forEach(it -> say(path + "/" + String.join("/", it.path()), it.value(), to));
    }
  }

  @Test
  void tablesAreNamedByHeadersByDotsAndInBraces() {
    assertThat(
            read(
                """
                a.b = 1
                [ x . "y.z" ] # remark
                'c' = true
                d = { e = 2, f.g = "h" }
                [[list]]
                i=-1_000
                j = 1979-05-27 07:32:00
                """))
        .containsExactly(
            "a/b=1@1",
            "x/y.z/c=true@3",
            "x/y.z/d/e=2@4",
            "x/y.z/d/f/g=h@4",
            "list/i=-1_000@6",
            "list/j=1979-05-27 07:32:00@7");
  }

  @Test
  void aListGoesOnOverLinesAndEachValueHasItsOwn() {
    assertThat(
            read(
                """
                [containers]
                volumes = [ # "/no:/no"
                  "/a:/a", '/b:/b',

                  # "/c:/c",
                  "/d#e:/d", # and so on
                  {append = true},
                  [1, 2],
                ] # end
                last = 1
                """))
        .containsExactly(
            "containers/volumes[]=/a:/a@3",
            "containers/volumes[]=/b:/b@3",
            "containers/volumes[]=/d#e:/d@6",
            "containers/volumes[]/append=true@7",
            "containers/volumes[][]=1@8",
            "containers/volumes[][]=2@8",
            "containers/last=1@10");
  }

  @Test
  void textsOverLinesAreNoSettings() {
    assertThat(
            read(
                "a = \"\"\"\n[engine]\nremote = true\n\\\n   x\"\"\"\"\nb = '''\r\n\\n'''\r\nc = 1"))
        .containsExactly("a=[engine]\nremote = true\nx\"@1", "b=\\n@6", "c=1@8");
  }

  @Test
  void escapesAreReadInDoubleQuotesOnly() {
    assertThat(read("a = \"\\u002fsrv\\\"\\\\\\t\\U0001F600\"\nb = '\\u002f'"))
        .containsExactly("a=/srv\"\\\t\ud83d\ude00@1", "b=\\u002f@2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = [",
        "a = [1 2]",
        "a = \"x",
        "a = \"x\ny\"",
        "a = ",
        "a = 1 2\"",
        "a",
        "[a",
        "[a] b = 1",
        "a = {b = 1",
        "a = \"\\q\"",
        "a = \"\\uD800\"",
        "= 1",
        "a..b = 1",
        "a = \"b\" c"
      })
  void whatIsNoTomlIsSaid(String text) {
    assertThat(Toml.parse("x = 1\n" + text).problem()).isPresent();
  }

  @Test
  void bracketsWithinEachOtherHaveAnEnd() {
    assertThat(Toml.parse("a = " + "[".repeat(100_000)).problem()).isPresent();
    assertThat(Toml.parse("a = " + "{a = ".repeat(100_000)).problem()).isPresent();
    assertThat(Toml.parse("a.".repeat(100_000) + "a = 1").problem()).isPresent();
  }

  @Property(tries = 2_000)
  void anyTextIsReadToAnEnd(
      @ForAll @StringLength(max = 60) @CharRange(from = ' ', to = '~') String text) {
    assertThat(Toml.parse(text.replace('~', '\n')).items()).isNotNull();
  }

  @Property(tries = 1_000)
  void aStringIsWhatWasWritten(@ForAll @StringLength(max = 30) String text) {
    var quoted = new StringBuilder();
    text.codePoints()
        .filter(c -> c < 0xD800 || c > 0xDFFF)
        .forEach(c -> quoted.append("\\U%08X".formatted(c)));
    var kept = new StringBuilder();
    text.codePoints().filter(c -> c < 0xD800 || c > 0xDFFF).forEach(kept::appendCodePoint);

    assertThat(read("a = \"" + quoted + "\"")).containsExactly("a=" + kept + "@1");
  }
}
