package dev.qm.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.packaging.deb.DebRepository;
import dev.qm.packaging.deb.DebWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real dpkg and apt judge the packages. */
class DebJudgedTest {
  @TempDir private Path work;
  private Path root;
  private Path packages;

  @BeforeEach
  void makeMachine() throws Exception {
    Judges.requireDebTools();
    root = Judges.scratch(work, Judges.busybox());
    packages = Files.createDirectory(work.resolve("packages"));
    for (var folder : List.of("info", "updates", "parts", "triggers", "alternatives")) {
      Files.createDirectories(root.resolve("var/lib/dpkg").resolve(folder));
    }
    Samples.write(root.resolve("var/lib/dpkg/status"), "");
    var writer = new DebWriter(Samples.MAKER);
    for (var name :
        List.of("podman", "crun", "netavark", "aardvark-dns", "nftables", "libc6", "mmdebstrap")) {
      Samples.write(packages, writer.write(Samples.stub(name, "5.0")));
    }
    build("0.1.0");
  }

  private void build(String version) throws Exception {
    var writer = new DebWriter(Samples.MAKER);
    var main = Samples.main(work.resolve("image"), version);
    Samples.write(packages, writer.write(main.partition()));
    Samples.write(packages, writer.write(main.program()));
    Samples.write(packages, writer.write(Samples.addon(work.resolve("addons"), version)));
  }

  private static String ok(List<String> command) throws Exception {
    var verdict =
        Judges.run(Map.of("DEBIAN_FRONTEND", "noninteractive"), command.toArray(String[]::new));
    assertThat(verdict.exitCode()).as("%s: %s", command, verdict.output()).isZero();
    return verdict.output();
  }

  private String dpkg(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("dpkg", "--root=" + root, "--log=" + work.resolve("dpkg.log")));
    command.addAll(List.of(words));
    return ok(command);
  }

  private String apt(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("apt-get", "-y", "-q"));
    for (var option :
        List.of(
            "Dir::State=" + work.resolve("apt/state"),
            "Dir::State::status=" + root.resolve("var/lib/dpkg/status"),
            "Dir::Cache=" + work.resolve("apt/cache"),
            "Dir::Log=" + work.resolve("apt/log"),
            "Dir::Etc=" + work.resolve("apt/etc"),
            "APT::Architecture=amd64",
            "APT::Sandbox::User=root",
            "DPkg::Options::=--root=" + root,
            "DPkg::Options::=--force-confold",
            "Dpkg::Use-Pty=0")) {
      command.add("-o" + option);
    }
    command.addAll(List.of(words));
    return ok(command);
  }

  private void repository() throws Exception {
    var repository = new DebRepository(Samples.MAKER, Optional.empty());
    try (var files = Files.list(packages)) {
      for (var file : files.filter(deb -> deb.toString().endsWith(".deb")).sorted().toList()) {
        repository.add(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    for (var list : repository.write()) {
      Samples.write(packages, list);
    }
    for (var folder : List.of("state/lists/partial", "cache/archives/partial", "log", "etc")) {
      Files.createDirectories(work.resolve("apt").resolve(folder));
    }
    Samples.write(
        work.resolve("apt/etc/sources.list"), "deb [trusted=yes] file:" + packages + " ./\n");
    apt("update");
  }

  @Test
  void aCopyrightFileOfItsOwnTakesThePlaceOfTheGeneratedOne() throws Exception {
    var own = PackageEntry.file("/usr/share/doc/small/copyright", Content.of("mine\n"));
    var deb =
        Samples.write(
            packages,
            new DebWriter(Samples.MAKER).write(Samples.stub("small", "1.0", List.of(own))));

    assertThat(ok(List.of("dpkg-deb", "-c", deb.toString())))
        .containsOnlyOnce("./usr/share/doc/small/copyright");
    dpkg("-i", deb.toString());
    assertThat(root.resolve("usr/share/doc/small/copyright")).content().isEqualTo("mine\n");
  }

  private void installAll(String version) throws Exception {
    List<String> words = new ArrayList<>(List.of("-i"));
    for (var name : List.of("podman", "crun", "netavark", "aardvark-dns", "nftables", "libc6")) {
      words.add(packages.resolve(name + "_5.0_all.deb").toString());
    }
    words.add(packages.resolve("qm-ctl_" + version + "_amd64.deb").toString());
    words.add(packages.resolve("qm_" + version + "_all.deb").toString());
    words.add(packages.resolve("qm-radio_" + version + "_all.deb").toString());
    dpkg(words.toArray(String[]::new));
  }

  @Test
  void dpkgInstallsAndFindsEveryFileAsItShouldBe() throws Exception {
    installAll("0.1.0");

    assertThat(dpkg("--verify")).isEmpty();
    assertThat(dpkg("-s", "qm-radio"))
        .contains("Status: install ok installed", "Depends: qm (>= 0.1), qm (<< 0.2)");
    assertThat(root.resolve(Samples.DROP_IN)).content().contains("AddDevice=-/dev/radio0");
    assertThat(root.resolve("usr/bin/qm-radio")).isExecutable();
  }

  @Test
  void anUpgradeKeepsWhatTheAdministratorChanged() throws Exception {
    installAll("0.1.0");
    Samples.write(root.resolve("etc/qm-radio.conf"), "station=2\n");
    build("0.1.1");

    var said =
        dpkg(
            "-i",
            packages.resolve("qm-ctl_0.1.1_amd64.deb").toString(),
            packages.resolve("qm_0.1.1_all.deb").toString(),
            packages.resolve("qm-radio_0.1.1_all.deb").toString());

    assertThat(said).contains("'qm setup' and 'qm restart' apply this version");
    assertThat(dpkg("-s", "qm-radio")).contains("Version: 0.1.1");
    assertThat(root.resolve("etc/qm-radio.conf")).content().isEqualTo("station=2\n");
    assertThat(root.resolve("qm-was-called")).as("the partition goes on").doesNotExist();
  }

  @Test
  void aptInstallsByNameAndPurges() throws Exception {
    repository();

    assertThat(apt("install", "qm-radio")).contains("to apply it, run: qm restart");
    assertThat(root.resolve(Samples.DROP_IN)).exists();
    assertThat(dpkg("-l", "qm", "qm-ctl", "podman"))
        .contains("ii  qm ", "ii  qm-ctl", "ii  podman");
    Samples.write(root.resolve("etc/qm/hostname"), "qm\n");
    Samples.write(root.resolve("usr/share/qm/seccomp.json"), "{}\n");
    Samples.write(root.resolve("etc/qm-radio.conf"), "station=2\n");

    apt("purge", "qm-radio");

    assertThat(root.resolve(Samples.DROP_IN)).doesNotExist();
    assertThat(root.resolve("etc/qm-radio.conf")).doesNotExist();
    assertThat(root.resolve("usr/share/qm/seccomp-base.json")).exists();

    apt("purge", "qm", "qm-ctl");

    assertThat(root.resolve("qm-was-called"))
        .content()
        .isEqualTo("remove --keep-data --keep-packages\n");
    assertThat(root.resolve("etc/qm/hostname")).exists();
    assertThat(root.resolve("usr/share/qm")).doesNotExist();
    assertThat(root.resolve("usr/libexec/qm")).doesNotExist();
  }
}
