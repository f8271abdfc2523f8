package dev.qm.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPageTest {
  @TempDir Path folder;

  private final String page =
      ManPage.of(new DemoCommands.Described(DemoCommands.EXEC), "0.1.0-SNAPSHOT");

  @Test
  void textCannotTurnIntoRequests() {
    assertThat(page).contains("It\\(aqs .not a shell: quote with \\(aq\\e\\(aq as usual.");
    assertThat(page.lines().filter(line -> line.startsWith("'"))).isEmpty();
    assertThat(page.lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|RS|RE|nf|fi|nh|ad)( .*)?"));
  }

  @Test
  void groffShowsTheWholePageWithoutAWarning() throws IOException, InterruptedException {
    assumeThat(Shell.has("groff")).as("groff is not installed").isTrue();
    var file = Files.writeString(folder.resolve("qm-exec.1"), page);

    var shown =
        Shell.run(
            folder, "groff", "-man", "-Tascii", "-P-c", "-P-b", "-P-u", "-ww", file.toString());

    assertThat(shown.status()).isZero();
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out())
        .contains("qm-exec - run a command in the partition")
        .contains("qm exec [OPTIONS] [--] CMD...")
        .contains("uid=0(root)")
        .contains("It's .not a shell: quote with '\\' as usual.")
        .contains("-e, --env NAME=VALUE")
        .contains("127    the partition has no such command")
        .contains("$ qm exec -- systemctl is-system-running");
  }

  @Test
  void aNestedCommandNamesItsGroupsPage() {
    assertThat(ManPage.of(new DemoCommands.Described(DemoCommands.CHECK), "1"))
        .contains(".TH \"QM\\-QUADLET\\-CHECK\" 1", "\\fBqm\\fR(1), \\fBqm\\-quadlet\\fR(1)");
    assertThat(ManPage.of(new DemoCommands(), "1"))
        .contains(".SH \"PARTITION\"", "\\fBqm\\-quadlet\\fR(1)");
  }
}
