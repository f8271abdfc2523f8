package dev.qm.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts are read and asked by the shells themselves. */
class CompletionTest {
  @TempDir Path folder;

  private final DemoCommands demo = new DemoCommands();

  @BeforeEach
  void filesToComplete() throws IOException {
    Files.writeString(folder.resolve("radio.container"), "");
    Files.createDirectory(folder.resolve("rootfs"));
  }

  @Test
  void bashCompletesCommandsOptionsValuesAndFiles() throws IOException, InterruptedException {
    assumeThat(Shell.has("bash")).as("bash is not installed").isTrue();

    assertThat(bash("qm", "")).contains("exec", "quadlet", "--help");
    assertThat(bash("qm", "quadlet", "")).contains("check");
    assertThat(bash("qm", "quadlet", "check", "--f")).containsExactly("--format");
    assertThat(bash("qm", "quadlet", "check", "--format", "s")).containsExactly("sarif");
    assertThat(bash("qm", "quadlet", "check", "--root", "")).containsExactly("rootfs");
    assertThat(bash("qm", "quadlet", "check", "rad")).containsExactly("radio.container");
    assertThat(bash("qm", "exec", "-i", "--w")).containsExactly("--workdir");
    assertThat(bash("qm", "exec", "grea")).isEmpty();
  }

  @Test
  void zshReadsItsScript() throws IOException, InterruptedException {
    assumeThat(Shell.has("zsh")).as("zsh is not installed").isTrue();
    var script = Files.writeString(folder.resolve("_qm"), Completion.zsh(demo));

    var result =
        Shell.run(
            folder,
            "zsh",
            "-fc",
            "autoload -U compinit && compinit -u -D && source "
                + script
                + " && whence -w _qm_quadlet_check && echo $_comps[qm]");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("_qm_quadlet_check: function\n_qm\n");
  }

  @Test
  void fishCompletesCommandsOptionsAndValues() throws IOException, InterruptedException {
    assumeThat(Shell.has("fish")).as("fish is not installed").isTrue();

    assertThat(fish("qm "))
        .contains("exec\trun a command in the partition", "quadlet\twork with unit files");
    assertThat(fish("qm quadlet ")).contains("check\tfind mistakes in unit files");
    assertThat(fish("qm quadlet check --format "))
        .containsExactlyInAnyOrder("text\twrite the findings so", "sarif\twrite the findings so");
    assertThat(fish("qm exec --wo"))
        .containsExactly("--workdir\tbegin in DIR: a folder of the partition");
  }

  private List<String> bash(String... words) throws IOException, InterruptedException {
    var script = folder.resolve("script");
    Files.writeString(
        script,
        Completion.bash(demo)
            + "compopt() { :; }\n" // works only while bash itself completes
            + "COMP_WORDS=(\"$@\") COMP_CWORD=$(($# - 1))\n"
            + "_qm\n"
            + "((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    var line = new java.util.ArrayList<>(List.of("bash", script.toString()));
    line.addAll(List.of(words));
    var result = Shell.run(folder, line.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    return result.out().lines().toList();
  }

  private List<String> fish(String line) throws IOException, InterruptedException {
    var script = Files.writeString(folder.resolve("qm.fish"), Completion.fish(demo));
    var result =
        Shell.run(
            folder,
            "fish",
            "--no-config",
            "-c",
            "source " + script + "; complete -C '" + line + "'");
    assertThat(result.err()).isEmpty();
    return result.out().lines().toList();
  }
}
