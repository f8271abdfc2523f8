package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DocumentTest {
  private static Document document(String text) {
    return new Document("a", Optional.empty(), OptionalInt.empty(), text);
  }

  @Property(tries = 2000)
  void everyPlaceLeadsBackToItself(
      @ForAll("texts") String text, @ForAll PositionEncoding encoding) {
    var lines = document(text).lines();
    for (var index = 0; index <= text.length(); index++) {
      var position = lines.position(index, encoding);
      var back = lines.index(position, encoding);
      if (!isWithin(text, index, encoding)) {
        assertThat(back).isEqualTo(index);
      } else {
        assertThat(back).isBetween(index - 1, index);
      }
    }
  }

  /** Between the two halves of a character or of a line end, where no cursor can be. */
  private static boolean isWithin(String text, int index, PositionEncoding encoding) {
    if (index == 0 || index == text.length()) {
      return false;
    }
    var before = text.charAt(index - 1);
    var after = text.charAt(index);
    return (before == '\r' && after == '\n')
        || (encoding == PositionEncoding.UTF_8 && Character.isSurrogatePair(before, after));
  }

  @Property(tries = 1000)
  void placesAreThoseOfALineThatIsCutOut(@ForAll("texts") String text) {
    var lines = document(text).lines();
    var start = 0;
    var number = 0;
    for (var line : linesOf(text)) {
      var bytes = 0;
      for (var i = 0; i < line.length(); i = line.offsetByCodePoints(i, 1)) {
        bytes = line.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
        if (!line.substring(0, i).chars().anyMatch(c -> Character.isSurrogate((char) c))) {
          assertThat(lines.index(new Document.Position(number, bytes), PositionEncoding.UTF_8))
              .isEqualTo(start + i);
        }
        assertThat(lines.index(new Document.Position(number, i), PositionEncoding.UTF_16))
            .isEqualTo(start + i);
      }
      start += line.length() + terminator(text, start + line.length());
      number++;
    }
    assertThat(lines.count()).isEqualTo(number);
  }

  private static int terminator(String text, int end) {
    return text.startsWith("\r\n", end) ? 2 : 1;
  }

  private static List<String> linesOf(String text) {
    return List.of(text.split("\r\n|\r|\n", -1));
  }

  @Property(tries = 1000)
  void anEditPutsATextInPlaceOfAnother(
      @ForAll("texts") String text,
      @ForAll("texts") String by,
      @ForAll @IntRange(min = 0, max = 40) int one,
      @ForAll @IntRange(min = 0, max = 40) int other,
      @ForAll PositionEncoding encoding) {
    var places = new ArrayList<Integer>();
    for (var i = 0; i <= text.length(); i++) {
      if (!isWithin(text, i, encoding)) {
        places.add(i);
      }
    }
    var from = places.get(one % places.size());
    var to = Math.max(from, places.get(other % places.size()));
    var lines = document(text).lines();

    var edited =
        document(text)
            .replaced(lines.position(from, encoding), lines.position(to, encoding), by, encoding);

    assertThat(edited.text()).isEqualTo(text.substring(0, from) + by + text.substring(to));
  }

  @Example
  void placesOutsideAreTakenForTheNearestInside() {
    var document = document("ab\ncd");
    var lines = document.lines();

    assertThat(lines.index(new Document.Position(0, 99), PositionEncoding.UTF_16)).isEqualTo(2);
    assertThat(lines.index(new Document.Position(9, 0), PositionEncoding.UTF_8)).isEqualTo(5);
    assertThat(lines.index(new Document.Position(-1, 3), PositionEncoding.UTF_16)).isZero();
    assertThat(lines.index(new Document.Position(1, Integer.MAX_VALUE), PositionEncoding.UTF_16))
        .isEqualTo(5);
    assertThat(
            document
                .replaced(
                    new Document.Position(1, 0),
                    new Document.Position(0, 0),
                    "x",
                    PositionEncoding.UTF_16)
                .text())
        .isEqualTo("ab\nxcd");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "\n", "\r\n", "\r", "a", "\u00e9", "\u20ac", "\ud834\udd1e", "\ud83d\ude97", "="),
            Arbitraries.of("\ud834", "\udd1e"))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
