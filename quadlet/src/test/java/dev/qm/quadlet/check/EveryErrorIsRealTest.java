package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.generate.PodmanGenerator;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An error says that Podman or systemd refuses a unit or loses something of it. Here each kind of
 * error is made, and Podman's own generator is asked whether it is so; where it is another program
 * that refuses or loses, it is said which.
 */
class EveryErrorIsRealTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/qm/quadlet");
  private static final String KNOWN = "q.io/a";

  @TempDir Path scratch;

  /** How an error shows itself. */
  private sealed interface Proof {
    /** The generator ends with a failure, and there is no service. */
    record Refused() implements Proof {}

    /** The service lacks a text of the unit. */
    record Loses(String text) implements Proof {}

    /** One of the units has no service of its own. */
    record Shares() implements Proof {}

    /** The generator says nothing; who does, and where that is tested or read. */
    record Elsewhere(String where) implements Proof {}
  }

  /**
   * Units with one error.
   *
   * @param rule the rule that finds it
   * @param podman for which Podman it is one
   * @param files names and texts, in turn
   */
  private record Trigger(String rule, PodmanVersion podman, Proof proof, List<String> files) {
    static Trigger refused(String rule, String... files) {
      return new Trigger(rule, Settings.NEWEST, new Proof.Refused(), List.of(files));
    }

    static Trigger loses(String rule, String text, String unit) {
      return new Trigger(
          rule, Settings.NEWEST, new Proof.Loses(text), List.of("a.container", unit));
    }

    static Trigger elsewhere(String rule, String where, String... files) {
      return new Trigger(rule, Settings.NEWEST, new Proof.Elsewhere(where), List.of(files));
    }

    static Trigger of(String rule, String version, String where, String... files) {
      var podman = PodmanVersion.parse(version).orElseThrow();
      return new Trigger(rule, podman, new Proof.Elsewhere(where), List.of(files));
    }
  }

  private static String container(String... lines) {
    return "[Container]\nImage=" + KNOWN + "\n" + String.join("\n", lines) + "\n";
  }

  private static final List<Trigger> TRIGGERS =
      List.of(
          Trigger.refused("unknown-key", "a.container", container("Volumes=/a:/a")),
          Trigger.refused("unknown-key", "a.volume", "[Volume]\nUID=5\n"),
          Trigger.refused("unknown-key", "a.volume", "[Volume]\n[Quadlet]\nX=1\n"),
          Trigger.refused("missing-key", "a.container", "[Container]\nExec=a\n"),
          Trigger.refused("missing-key", "a.kube", "[Kube]\n"),
          Trigger.refused("missing-key", "a.image", "[Image]\n"),
          Trigger.refused("missing-key", "a.artifact", "[Artifact]\n"),
          Trigger.refused("missing-key", "a.build", "[Build]\nFile=/a\n"),
          Trigger.refused("missing-key", "a.build", "[Build]\nImageTag=a\n"),
          Trigger.refused("missing-key", "a.volume", "[Volume]\nDriver=image\n"),
          Trigger.refused("missing-unit", "a.container", container("[Unit]", "After=b.container")),
          Trigger.refused("missing-unit", "a.container", container("Network=b.network")),
          Trigger.refused("missing-unit", "a.container", container("Volume=b.volume:/b")),
          Trigger.refused("missing-unit", "a@.container", container("Pod=%i.pod")),
          Trigger.refused("missing-unit", "a.container", "[Container]\nImage=b.image\n"),
          Trigger.refused(
              "unnamed-unit",
              "a.container",
              container("Network=b.container"),
              "b.container",
              container("ContainerName=%H")),
          Trigger.refused(
              "network-options",
              "a.container",
              container("Network=b.container:alias=x"),
              "b.container",
              container()),
          Trigger.refused("image-and-rootfs", "a.container", container("Rootfs=/a")),
          Trigger.refused("group-without-user", "a.container", container("Group=5")),
          Trigger.refused("reload", "a.container", container("ReloadCmd=a", "ReloadSignal=HUP")),
          Trigger.refused("pod", "a.container", container("Pod=apps")),
          Trigger.refused("port", "a.container", container("ExposeHostPort=x")),
          Trigger.refused("mount", "a.container", container("Mount=destination=/d")),
          Trigger.refused("mount", "a.container", container("Mount=type=bind,destination=/d")),
          Trigger.refused("mount", "a.container", container("Mount='type=bind,a\"b'")),
          Trigger.refused("kill-mode", "a.container", container("[Service]", "KillMode=none")),
          Trigger.refused("service-type", "a.container", container("[Service]", "Type=simple")),
          Trigger.refused("remap", "a.container", container("RemapUid=1")),
          Trigger.refused("remap", "a.container", container("RemapUsers=x")),
          Trigger.refused("remap", "a.container", container("RemapUsers=auto", "UserNS=auto")),
          Trigger.refused("remap", "a.container", container("RemapUsers=keep-id", "RemapUid=1 2")),
          Trigger.refused("remap", "a.kube", "[Kube]\nYaml=/a\nRemapUsers=manual\n"),
          Trigger.refused("subnet", "a.network", "[Network]\nGateway=10.0.0.1\n"),
          Trigger.refused("volume-device", "a.volume", "[Volume]\nType=tmpfs\n"),
          Trigger.refused("volume-device", "a.volume", "[Volume]\nOptions=nodev\n"),
          Trigger.refused(
              "working-directory", "a.build", "[Build]\nImageTag=a\nFile=Containerfile\n"),
          Trigger.refused(
              "working-directory", "a.kube", "[Kube]\nYaml=/a /b\nSetWorkingDirectory=yaml\n"),
          Trigger.refused(
              "working-directory", "a.kube", "[Kube]\nYaml=/a\nSetWorkingDirectory=file\n"),
          Trigger.refused(
              "working-directory", "a.kube", "[Kube]\nYaml=/a\nSetWorkingDirectory=/b\n"),
          Trigger.refused("syntax", "a.volume", "[Volume]\nno setting\n"),
          Trigger.refused("no-unit", "meson.build", "project('x', 'c')\nexecutable('x', 'x.c')\n"),
          Trigger.loses("escape", "test", container("Exec='test\\.com'")),
          Trigger.loses("escape", "NAME", container("Environment=NAME=a\\qb")),
          Trigger.loses("quote", "max-size", container("LogOpt=\"max-size=10m")),
          Trigger.loses("empty-word", "three", container("Exec=two \"\" three")),
          new Trigger(
              "collision",
              Settings.NEWEST,
              new Proof.Shares(),
              List.of("a.container", container(), "a.kube", "[Kube]\nYaml=/a\n")),
          Trigger.elsewhere(
              "collision",
              "Podman's podman run: --replace ends the container of that name; a port can be held"
                  + " once, and so can an address",
              "a.container",
              container("ContainerName=x"),
              "b.container",
              container("ContainerName=x")),
          Trigger.elsewhere(
              "value", "podman create: JudgedByPodmanTest", "a.container", container("Memory=x")),
          Trigger.elsewhere(
              "subnet",
              "podman network create: JudgedByPodmanTest",
              "a.network",
              "[Network]\nSubnet=10.89.0.0/24\nGateway=10.90.0.1\n"),
          Trigger.elsewhere(
              "unknown-section",
              "systemd: 'Unknown section, ignoring'",
              "a.container",
              container("[Servcie]", "Restart=always")),
          Trigger.elsewhere(
              "cycle",
              "systemd: 'Found ordering cycle', and a job is deleted to break it",
              "a.container",
              container("[Unit]", "After=b.service"),
              "b.container",
              container("[Unit]", "After=a.service")),
          Trigger.elsewhere(
              "service-name",
              "nobody: Podman writes it outside of its folder, on purpose different",
              "a.container",
              container("ServiceName=a/b")),
          Trigger.of(
              "newer-than-podman",
              "5.4",
              "Podman of that version, whose keys KeyHistory has",
              "a.container",
              container("HttpProxy=false")),
          Trigger.of(
              "older-than-podman",
              "6.0",
              "podman run of that version, in its sources",
              "a.container",
              container("Network=slirp4netns")));

  private UnitFolder folder(Trigger trigger, int number) throws IOException {
    var folder = new UnitFolder(scratch.resolve(Integer.toString(number)));
    for (var i = 0; i < trigger.files().size(); i += 2) {
      folder.write(trigger.files().get(i), trigger.files().get(i + 1));
    }
    return folder;
  }

  @Test
  void everyTriggerIsAnErrorOfItsRule() throws IOException {
    for (var i = 0; i < TRIGGERS.size(); i++) {
      var trigger = TRIGGERS.get(i);
      var settings = Settings.host().withFiles(file -> true).withVersion(trigger.podman());
      var problems = folder(trigger, i).check(settings);

      assertThat(UnitFolder.of(Problem.Severity.ERROR, problems))
          .as("%s", trigger)
          .extracting(Problem::rule)
          .contains(trigger.rule());
    }
  }

  @Test
  void podmansGeneratorRefusesOrLosesWhatTheErrorSays() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    List<String> wrong = new ArrayList<>();
    for (var i = 0; i < TRIGGERS.size(); i++) {
      var trigger = TRIGGERS.get(i);
      var output = podman.get().dryRun(List.of(folder(trigger, i).path()), Settings.Scope.SYSTEM);
      var isSo =
          switch (trigger.proof()) {
            case Proof.Refused any -> output.exit() != 0;
            case Proof.Loses loses ->
                output.exit() == 0
                    && output.text().lines().anyMatch(line -> line.startsWith("ExecStart="))
                    && output
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("ExecStart="))
                        .noneMatch(line -> line.contains(loses.text()));
            case Proof.Shares any ->
                output.text().lines().filter(line -> line.equals("---a.service---")).count() == 2;
            case Proof.Elsewhere any -> output.exit() == 0;
          };
      if (!isSo) {
        wrong.add(trigger + ": " + output);
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void noKindOfErrorIsWithoutProof() throws IOException {
    var unproved = new TreeMap<String, Path>();
    var rule =
        Pattern.compile(
            "(?:new Refusal\\(|Problem\\.Severity\\.ERROR,|Severity\\.ERROR,)\\s*\"([a-z0-9-]+)\"");
    try (var files = Files.walk(SOURCES)) {
      for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        var found = rule.matcher(Files.readString(file));
        while (found.find()) {
          unproved.put(found.group(1), file);
        }
      }
    }
    Set<String> proved = new TreeSet<>(TRIGGERS.stream().map(Trigger::rule).toList());
    // a file that cannot be read, or has too much in it: the reader's tests have these
    proved.add("unreadable");

    assertThat(unproved).hasSizeGreaterThan(20);
    assertThat(unproved.keySet()).isSubsetOf(proved);
  }
}
