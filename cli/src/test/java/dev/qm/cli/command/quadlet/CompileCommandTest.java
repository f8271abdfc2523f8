package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.frame.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  private static final String UNIT = "etc/containers/systemd/radio.container";
  private static final String SERVICE = "etc/systemd/system/radio.service";

  @TempDir Path root;

  @BeforeEach
  void placeAUnit() throws IOException {
    write(UNIT, "[Container]\nImage=quay.io/r:1\n[Install]\nWantedBy=multi-user.target\n");
  }

  @Test
  void servicesAndLinksAreWrittenBelowTheRoot() throws Exception {
    var call = compile();

    assertThat(call.status()).isZero();
    assertThat(call.out()).isEqualTo("written " + root.toRealPath().resolve(SERVICE) + "\n");
    assertThat(root.resolve(SERVICE))
        .content()
        .contains("SourcePath=/" + UNIT + "\n", "ExecStart=/usr/bin/podman run ");
    assertThat(
            Files.readSymbolicLink(
                root.resolve("etc/systemd/system/multi-user.target.wants/radio.service")))
        .isEqualTo(Path.of("../radio.service"));
  }

  @Test
  void aSecondCallChangesNothingAndSaysSo() throws Exception {
    compile();
    var before = Files.getLastModifiedTime(root.resolve(SERVICE));

    assertThat(compile().out()).startsWith("unchanged ");
    assertThat(Files.getLastModifiedTime(root.resolve(SERVICE))).isEqualTo(before);
  }

  @Test
  void theServiceOfAUnitThatIsGoneIsTakenAway() throws Exception {
    compile();
    Files.delete(root.resolve(UNIT));

    assertThat(compile().out()).startsWith("removed ");
    assertThat(root.resolve(SERVICE)).doesNotExist();
  }

  @Test
  void aFileOfTheUsersIsKept() throws Exception {
    compile();
    Files.writeString(root.resolve(SERVICE), Files.readString(root.resolve(SERVICE)) + "# mine\n");

    var call = compile();

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("was changed by hand, and was kept");
    assertThat(root.resolve(SERVICE)).content().endsWith("# mine\n");
  }

  @Test
  void anErrorInOneUnitCostsNoServiceThatIsThere() throws Exception {
    compile();
    Files.writeString(root.resolve(UNIT), "[Container]\nImage=quay.io/r:1\nJunk=1\n");

    assertThatThrownBy(this::compile)
        .isInstanceOf(CommandFailure.class)
        .hasMessage("nothing is compiled: 1 error");
    assertThat(root.resolve(SERVICE)).exists();
  }

  @Test
  void aLinkOfAnImageDoesNotLeadOutOfIt(@TempDir Path outside) throws Exception {
    Files.createSymbolicLink(root.resolve("etc/systemd"), outside);

    compile();

    assertThat(outside).isEmptyDirectory();
  }

  private Call compile() throws Exception {
    return Call.of("compile", "--root", root.toString());
  }

  private void write(String name, String text) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
