package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own, as systemd starts it. */
class GenerateCommandTest {
  @TempDir Path folder;

  private Path units;

  @BeforeEach
  void placeOneUnitOfEachType() throws IOException {
    units = Files.createDirectory(folder.toRealPath().resolve("units"));
    write(
        "radio.container",
        """
        [Container]
        Image=radio.image
        Volume=presets.volume:/p
        Network=car.network
        PublishPort=8080:80
        [Install]
        WantedBy=multi-user.target
        """);
    write("seat.container", "[Container]\nImage=seat.build\nPod=body.pod\n");
    write("presets.volume", "[Volume]\nDriver=local\n");
    write("car.network", "[Network]\nSubnet=10.89.7.0/24\n");
    write("body.pod", "[Pod]\nPodName=body\n");
    write("radio.image", "[Image]\nImage=quay.io/car/radio:1\n");
    write("seat.build", "[Build]\nImageTag=localhost/seat\nFile=/srv/seat/Containerfile\n");
    write("play.kube", "[Kube]\nYaml=/srv/play.yaml\n");
    write("model.artifact", "[Artifact]\nArtifact=quay.io/car/model:1\n");
    Files.createDirectory(units.resolve("radio.container.d"));
    write("radio.container.d/10.conf", "[Container]\nPidsLimit=100\n");
  }

  @Test
  void printsWordForWordWhatPodmansGeneratorPrints() throws Exception {
    var podman = PodmanGenerator.find();
    assumeThat(podman).as(PodmanGenerator.MISSING).isPresent();
    var environment = Map.of("QUADLET_UNIT_DIRS", units.toString());

    var theirs = Shell.run(folder, environment, podman.orElseThrow().toString(), "-dryrun");
    var ours = generate("-dryrun");

    assertThat(theirs.status()).as(theirs.err()).isZero();
    assertThat(ours.status()).as(ours.err()).isZero();
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(log(ours.err())).isEqualTo(log(theirs.err()));
  }

  @Test
  void writesWordForWordWhatPodmansGeneratorWrites() throws Exception {
    var podman = PodmanGenerator.find();
    assumeThat(podman).as(PodmanGenerator.MISSING).isPresent();
    var environment = Map.of("QUADLET_UNIT_DIRS", units.toString());
    var theirs = folder.resolve("theirs");
    var ours = folder.resolve("ours");

    Shell.run(
        folder, environment, podman.orElseThrow().toString(), "-no-kmsg-log", theirs.toString());
    var result = generate("-no-kmsg-log", ours.toString(), ours.toString(), ours.toString());

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(tree(ours)).isEqualTo(tree(theirs));
  }

  @Test
  void aWrongUnitCostsTheOthersNothingAndIsStatusOne() throws Exception {
    write("broken.container", "[Container]\nImage=quay.io/b:1\nVolumes=/a:/b\n");

    var result = generate("--no-kmsg-log", folder.resolve("out").toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .matches("quadlet-generator\\[\\d+]: \\S*broken.container:3:1: error: [^\n]*\n");
    assertThat(folder.resolve("out/radio.service")).exists();
    assertThat(folder.resolve("out/broken.service")).doesNotExist();
    assertThat(folder.resolve("out/multi-user.target.wants/radio.service")).exists();
  }

  @Test
  void whatPodmansGeneratorWarnsOfIsWarnedOfAndCostsNothing() throws Exception {
    write("broken.container", "[Container]\nImage=short\nExec='test\\.com'\n[Service]\nUser=x\n");

    var result = generate("--no-kmsg-log", folder.resolve("out").toString());

    assertThat(result.status()).isZero();
    assertThat(result.err().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("broken.container:", ": warning: "));
    assertThat(folder.resolve("out/broken.service")).exists();
  }

  /** What is no unit's fault: the rest of what Podman's generator complains of. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relative folder | QUADLET_UNIT_DIRS=/nowhere:units |            | 0",
        "no home         | QUADLET_UNIT_DIRS=,HOME=,XDG_CONFIG_HOME=,XDG_RUNTIME_DIR= | --user | 0",
        "no folder       | QUADLET_UNIT_DIRS=UNITS          | NONE       | 1",
        "a file          | QUADLET_UNIT_DIRS=UNITS          | FILE       | 1",
        "a folder        | QUADLET_UNIT_DIRS=UNITS          | TAKEN      | 1"
      })
  void complainsOfItsSurroundingsWhenPodmansGeneratorDoes(
      String what, String variables, String option, int status) throws Exception {
    var podman = PodmanGenerator.find();
    assumeThat(podman).as(PodmanGenerator.MISSING).isPresent();
    var environment = new HashMap<String, String>();
    for (var variable : variables.replace("UNITS", units.toString()).split(",", -1)) {
      var equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    var results = new ArrayList<Shell.Result>();
    for (var generator : List.of(List.of(podman.orElseThrow().toString()), ours())) {
      var command = new ArrayList<>(generator);
      command.add("-no-kmsg-log");
      var out = folder.resolve("out" + results.size());
      switch (Optional.ofNullable(option).orElse("")) {
        case "NONE" -> {}
        case "FILE" -> command.add(Files.createFile(out).toString());
        case "TAKEN" -> {
          Files.createDirectories(out.resolve("radio.service/x"));
          command.add(out.toString());
        }
        case "" -> command.add(out.toString());
        default -> command.addAll(List.of(option, out.toString()));
      }
      results.add(Shell.run(folder, environment, command.toArray(String[]::new)));
    }

    for (var result : results) {
      assertThat(result.status()).as("%s: %s", what, result).isEqualTo(status);
      assertThat(result.err()).as("%s: %s", what, result).isNotEmpty();
    }
  }

  @Test
  void everyOptionOfPodmansGeneratorIsTaken() throws Exception {
    assertThat(generate("-version").out()).isEqualTo("5.8.6\n");
    assertThat(generate("-dryrun", "-user", "-v", "-no-kmsg-log").out())
        .contains("podman-user-wait-network-online.service");
    assertThat(generate("-bogus").status()).isEqualTo(2);
  }

  @Test
  void noFolderToWriteToIsStatusOneAsWithPodman() {
    assertThatThrownBy(() -> Call.of("generate")).isInstanceOf(CommandFailure.class);
  }

  @Test
  void noUnitsAtAllIsNoError() throws Exception {
    var call = Call.of("generate", "--dryrun", "--root", folder.toString());

    assertThat(call.status()).isZero();
    assertThat(call.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "podman-system-generator, quadlet generate a b c",
    "qm-quadlet-generator, quadlet generate a b c",
    "podman-user-generator, quadlet generate --user a b c",
    "qm-quadlet-user-generator, quadlet generate --user a b c",
    "qm, a b c"
  })
  void theLauncherGeneratesWhenItIsCalledAsAGenerator(String name, String words) throws Exception {
    var bin = Files.createDirectories(folder.resolve("image/bin"));
    var launcher = Path.of(System.getProperty("qm.tree")).resolve("cli/src/launcher/qm.sh");
    Files.copy(launcher, bin.resolve("qm"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$*\"\n");
    assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();
    var link = folder.resolve(name);
    Files.createSymbolicLink(link, Path.of("image/bin/qm"));

    var result = Shell.run(folder, "/bin/sh", link.toString(), "a", "b", "c");

    assertThat(result.out()).endsWith(" -m dev.qm.cli/dev.qm.cli.Main " + words + "\n");
    assertThat(result.out().contains("-Dqm.called=" + link + " ")).isEqualTo(!name.equals("qm"));
  }

  @ParameterizedTest
  @CsvSource({"A=1, C.UTF-8", "LANG=C, C.UTF-8", "LC_ALL=de_DE.UTF-8, C.UTF-8"})
  void theLauncherSeesToALocaleInWhichEveryFileNameCanBeRead(String variable, String locale)
      throws Exception {
    var bin = Files.createDirectories(folder.resolve("image/bin"));
    var launcher = Path.of(System.getProperty("qm.tree")).resolve("cli/src/launcher/qm.sh");
    Files.copy(launcher, bin.resolve("qm"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
    assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();

    var result =
        Shell.run(folder, "/usr/bin/env", "-i", variable, "/bin/sh", bin.resolve("qm").toString());

    assertThat(result.out()).isEqualTo(locale + "\n");
  }

  private static List<String> ours() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "--module-path",
        System.getProperty("jdk.module.path"),
        "-m",
        "dev.qm.cli/dev.qm.cli.Main",
        "quadlet",
        "generate");
  }

  private Shell.Result generate(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(ours());
    command.addAll(List.of(words));
    return Shell.run(
        folder,
        Map.of("QUADLET_UNIT_DIRS", units.toString(), "PODMAN", ""),
        command.toArray(String[]::new));
  }

  /** A log without the numbers of the processes. */
  private static List<String> log(String text) {
    return text.lines().map(line -> line.replaceFirst("\\[\\d+]", "[]")).toList();
  }

  /** Files and links of a folder; the first line of a service names its maker. */
  private static List<String> tree(Path folder) throws IOException {
    var tree = new ArrayList<String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted().toList()) {
        var name = folder.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tree.add(name + " -> " + Files.readSymbolicLink(file));
        } else if (Files.isRegularFile(file)) {
          var text = Files.readString(file);
          tree.add(name + "\n" + text.substring(text.indexOf('\n')));
        }
      }
    }
    return tree;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(units.resolve(name), text);
  }
}
