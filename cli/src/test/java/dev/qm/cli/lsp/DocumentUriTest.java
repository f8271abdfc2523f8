package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;

class DocumentUriTest {
  @Property
  void aFileIsFoundByTheUriThatIsMadeOfIt(@ForAll @NotBlank @StringLength(max = 20) String name) {
    var text = "/no such folder/" + name.replace("\0", "").replace("/", "") + "x";
    if (new String(
            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8)
        .equals(text)) {
      var file = Path.of(text).normalize();

      assertThat(DocumentUri.path(DocumentUri.of(file))).contains(file);
    }
  }

  @Property
  void anyTextIsAFileOrNone(@ForAll String text) {
    assertThat(DocumentUri.path(text)).isNotNull();
    assertThat(DocumentUri.path("file:///" + text)).isNotNull();
  }

  @Example
  void editorsWriteUrisInMoreThanOneWay() {
    var file = Path.of("/no/a b.container");

    assertThat(DocumentUri.path("file:///no/a%20b.container")).contains(file);
    assertThat(DocumentUri.path("file://localhost/no/a b.container")).contains(file);
    assertThat(DocumentUri.path("FILE:///no/x/../a%20b%2econtainer")).contains(file);
    assertThat(DocumentUri.of(file)).isEqualTo("file:///no/a%20b.container");
    assertThat(DocumentUri.path("file:///no/%41")).contains(Path.of("/no/A"));
    assertThat(DocumentUri.path("file:///no/%4")).isEmpty();
  }
}
