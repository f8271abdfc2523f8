package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.frame.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's own qm.container with three drop-ins of different folders. */
class ExplainCommandTest {
  private static final Path QM_CONTAINER =
      Path.of(System.getProperty("qm.tree"))
          .resolve("system/usr/share/containers/systemd/qm.container");

  @TempDir Path root;

  @BeforeEach
  void placeTheUnitAndThreeDropIns() throws IOException {
    write("usr/share/containers/systemd/qm.container", Files.readString(QM_CONTAINER));
    write(
        "etc/containers/systemd/qm.container.d/10-limits.conf",
        "[Container]\nPidsLimit=2000\nAddCapability=\n[Service]\nMemoryMax=2G\n");
    write(
        "etc/containers/systemd/qm.container.d/20-limits.conf",
        "[Container]\n# fewer\nPidsLimit=500\nAddCapability=net_admin\n");
    write("etc/containers/systemd/container.d/30-all.conf", "[Container]\nTimezone=local\n");
  }

  @Test
  void showsEveryLineThatHasASayAndWhatComesOfIt() throws Exception {
    var call = Call.of("explain", "--root", root.toString(), "qm.container", "PidsLimit");

    assertThat(call.out())
        .isEqualTo(
            """
            %1$s/usr/share/containers/systemd/qm.container
              + %1$s/etc/containers/systemd/qm.container.d/10-limits.conf
              + %1$s/etc/containers/systemd/qm.container.d/20-limits.conf
              + %1$s/etc/containers/systemd/container.d/30-all.conf

            [Container]
            PidsLimit=500
              overridden  %1$s/usr/share/containers/systemd/qm.container:%2$d  PidsLimit=-1
              overridden  %1$s/etc/containers/systemd/qm.container.d/10-limits.conf:2  PidsLimit=2000
              counts      %1$s/etc/containers/systemd/qm.container.d/20-limits.conf:3
              becomes     ExecStart: --pids-limit 500
            """
                .formatted(root.toRealPath(), lineOf("PidsLimit=")));
    assertThat(call.status()).isZero();
  }

  @Test
  void anEmptyValueTakesBackWhatCameBefore() throws Exception {
    var call = Call.of("explain", "--root", root.toString(), "qm", "AddCapability");

    assertThat(call.out())
        .containsSubsequence(
            "AddCapability=net_admin\n",
            "  taken back  ",
            "qm.container:" + lineOf("AddCapability=") + "  AddCapability=all\n",
            "  resets      ",
            "10-limits.conf:3  AddCapability=\n",
            "  counts      ",
            "20-limits.conf:4\n",
            "  becomes     ExecStart: --cap-add net_admin\n");
  }

  @Test
  void withoutAKeyAllKeysAreShownOfAllSections() throws Exception {
    var call = Call.of("explain", "--root", root.toString(), "qm.container");

    assertThat(call.out())
        .containsSubsequence(
            "[Unit]", "[Container]", "Timezone=local", "[Service]", "MemoryMax=2G");
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    var call = Call.of("explain", "--root", root.toString(), "--json", "qm.container", "PidsLimit");

    assertThat(call.out().replaceAll("\\s+", ""))
        .contains("\"value\":[\"500\"]", "\"effect\":\"overridden\"", "\"effect\":\"counts\"")
        .contains("{\"command\":\"ExecStart\",\"words\":[\"--pids-limit\",\"500\"]}");
  }

  @Test
  void aUnitOrKeyThatIsNotThereIsNamedWithItsNeighbour() {
    assertFails("did you mean qm.container?", "qm.containre");
    assertFails("did you mean PidsLimit?", "qm.container", "PidsLimits");
  }

  private void assertFails(String mend, String... words) {
    var all = new ArrayList<>(List.of("--root", root.toString()));
    all.addAll(List.of(words));
    assertThatThrownBy(() -> Call.of("explain", all.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.letter().notes()).containsExactly(mend));
  }

  private static int lineOf(String beginning) throws IOException {
    var lines = Files.readAllLines(QM_CONTAINER);
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i + 1;
      }
    }
    throw new AssertionError(beginning + " is not in " + QM_CONTAINER);
  }

  private void write(String name, String text) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
