package dev.qm.partition.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class CilReaderTest {
  @Test
  void commentsStandWhereTheyBelong() throws Exception {
    var nodes = CilReader.read("x.cil", "; about\n;; title: a\n(type a_t) ; an a\n(type b_t)\n");

    assertThat(nodes)
        .containsExactly(
            new CilNode.Remark("about", false, 1),
            new CilNode.Remark("title: a", true, 2),
            new CilNode.Group(
                List.of(new CilNode.Word("type", 3), new CilNode.Word("a_t", 3)), 3, 3, "an a"),
            new CilNode.Group(
                List.of(new CilNode.Word("type", 4), new CilNode.Word("b_t", 4)), 4, 4, ""));
  }

  @Test
  void quotesKeepParenthesesAndSemicolons() throws Exception {
    var nodes = CilReader.read("x.cil", "(filecon \"/a(/.*)?;b\" any)");

    assertThat(nodes.getFirst())
        .isInstanceOfSatisfying(
            CilNode.Group.class, group -> assertThat(group.word(1)).isEqualTo("/a(/.*)?;b"));
  }

  @Test
  void whatIsNotClosedIsNamedWithItsLine() {
    for (var text : List.of("\n(a", "\n)", "\n\"a\n\"")) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> CilReader.read("x.cil", text))
          .withMessageContaining("x.cil:2");
    }
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> CilReader.read("x.cil", "(".repeat(1000)))
        .withMessageContaining("parentheses");
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll @Chars({'(', ')', ';', '"', '\n', ' ', 'a'}) String text) {
    read(text);
  }

  @Property
  void anyCharactersAreReadOrRefused(@ForAll @CharRange(from = 0, to = 0xffff) String text) {
    read(text);
  }

  private static void read(String text) {
    try {
      CilReader.read("x.cil", text);
    } catch (HostException refused) {
      assertThat(refused).hasMessageContaining("x.cil:");
    }
  }
}
