package dev.qm.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTest {
  @Test
  void readsQuotesEscapesAndComments() {
    var release =
        Release.parse(
            """
            # a comment
            ID=centos
            ID_LIKE="rhel fedora"
            VERSION_ID='9'
            PRETTY_NAME="CentOS \\"Stream\\" \\$9"
            not a line
            """);

    assertThat(release).isEqualTo(new Release("centos", "9", "", "CentOS \"Stream\" $9"));
  }

  @Test
  void aMachineThatSaysNothingIsSomeLinux(@TempDir Path folder) {
    assertThat(Release.read(new Root(folder))).isEqualTo(new Release("linux", "", "", "Linux"));
  }

  @Test
  void aLinkInAnImageLeadsInsideTheImage(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("usr/lib"));
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("usr/lib/os-release"), "ID=inside\n");
    Files.createSymbolicLink(folder.resolve("etc/os-release"), Path.of("/usr/lib/os-release"));

    assertThat(Release.read(new Root(folder)).id()).isEqualTo("inside");
  }

  @Test
  void thisMachineHasAnId() {
    assertThat(Release.read(Root.HOST).id()).isNotBlank();
  }

  @Property
  void anyValueInDoubleQuotesComesBack(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 40) String value) {
    var quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$");

    assertThat(Release.parse("VERSION_ID=\"" + quoted + "\"").versionId()).isEqualTo(value);
  }

  @Property
  void noTextIsTooOdd(@ForAll String text) {
    assertThat(Release.parse(text).id()).isNotEmpty();
  }
}
