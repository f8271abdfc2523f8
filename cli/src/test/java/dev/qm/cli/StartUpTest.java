package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.launcher.Shell;
import dev.qm.host.KernelText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command loads, which is what it costs before it does anything. */
class StartUpTest {
  private static final Path SYSTEM =
      Path.of(System.getProperty("qm.tree"), "system").toAbsolutePath();

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

  /** Linking the C library takes longer than everything else that such a command does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec -- true",
        "execin app -- true",
        "status",
        "show resources",
        "logs -n 5",
        "quadlet generate --dryrun",
        "quadlet check",
        "quadlet explain qm.container"
      })
  void commandsThatAreTypedAllDayLeaveTheLibraryOfTheMachineAlone(String line)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(KernelText.of(line));
    var dashes = words.indexOf("--");
    words.addAll(dashes < 0 ? words.size() : dashes, List.of("--root", SYSTEM.toString()));

    // how it ends does not matter: the partition only seems to run
    var loaded = load("-Dqm.rehearsal=" + aPartitionThatSeemsToRun(), words).classes();

    assertThat(loaded)
        .contains("dev.qm.cli.Dispatch")
        .contains("dev.qm.quadlet.read.QuadletReader");
    assertThat(loaded)
        .doesNotContain("dev.qm.host.call.CLibrary")
        .noneMatch(name -> name.startsWith("com.fasterxml.jackson"))
        .noneMatch(name -> name.startsWith("java.lang.foreign.Linker"));
  }

  /** As cli/src/launcher/image.sh makes one, with this process as the partition's first. */
  private Path aPartitionThatSeemsToRun() throws IOException {
    var pid = ProcessHandle.current().pid();
    var stat = Files.readString(Path.of("/proc/self/stat"));
    var started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    var checksum = new CRC32();
    checksum.update(SYSTEM.toString().getBytes(StandardCharsets.UTF_8));
    var state = Files.createDirectories(folder.resolve("crun/rehearsal"));
    Files.writeString(
        state.resolve("status"),
        "{\"pid\": %d, \"process-start-time\": %s, \"cgroup-path\": \"/qm-%08x/rehearsal\"}"
            .formatted(pid, started, checksum.getValue()));
    return state.getParent();
  }

  private List<String> loadedFor(String command) throws IOException, InterruptedException {
    var loaded = load("-Dqm.tty=", List.of(command));
    assertThat(loaded.result().status()).as(loaded.result().err()).isZero();
    return loaded.classes();
  }

  private record Loaded(Shell.Result result, List<String> classes) {}

  private Loaded load(String option, List<String> command)
      throws IOException, InterruptedException {
    var log = folder.resolve("loaded");
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    words.addAll(List.of("-Xshare:off", "-Xlog:class+load:file=" + log, option));
    words.addAll(List.of("--module-path", ShippedModules.path(folder)));
    words.addAll(List.of("-m", "dev.qm.cli/dev.qm.cli.Main"));
    words.addAll(command);
    var result = Shell.run(folder, words.toArray(String[]::new));
    return new Loaded(result, classes(log));
  }

  private static List<String> classes(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> line.substring(line.lastIndexOf(']') + 1).strip())
        .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
        .toList();
  }
}
