package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command loads, which is what it costs before it does anything. */
class StartUpTest {
  @TempDir Path folder;

  @Test
  void onlyTheClassOfTheNeededCommandIsLoaded() throws IOException, InterruptedException {
    assertThat(loadedFor("version"))
        .filteredOn(name -> name.startsWith("dev.qm.cli.command."))
        .containsExactlyInAnyOrder(
            "dev.qm.cli.command.QmCommands", "dev.qm.cli.command.VersionCommand");
  }

  @Test
  void aCommandThatPrintsTextLoadsNeitherJsonNorRegularExpressionsNorLambdas()
      throws IOException, InterruptedException {
    assertThat(loadedFor("version"))
        .noneMatch(name -> name.startsWith("com.fasterxml.jackson"))
        .noneMatch(name -> name.startsWith("java.util.regex"))
        .noneMatch(name -> name.startsWith("java.util.Formatter"))
        .noneMatch(name -> name.startsWith("dev.qm") && name.contains("Lambda"))
        .noneMatch(name -> name.equals("java.lang.runtime.SwitchBootstraps"))
        .noneMatch(name -> name.equals("java.lang.runtime.ObjectMethods"))
        .noneMatch(name -> name.equals("java.lang.invoke.StringConcatFactory"));
  }

  private List<String> loadedFor(String command) throws IOException, InterruptedException {
    var log = folder.resolve("loaded");
    var result =
        Shell.run(
            folder,
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xshare:off",
            "-Xlog:class+load:file=" + log,
            "--module-path",
            System.getProperty("jdk.module.path"),
            "-m",
            "dev.qm.cli/dev.qm.cli.Main",
            command);
    assertThat(result.status()).as(result.err()).isZero();
    return Files.readAllLines(log).stream()
        .map(line -> line.substring(line.lastIndexOf(']') + 1).strip())
        .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
        .toList();
  }
}
