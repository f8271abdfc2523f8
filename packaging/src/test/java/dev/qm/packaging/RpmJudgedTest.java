package dev.qm.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.packaging.rpm.RpmRepository;
import dev.qm.packaging.rpm.RpmWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real rpm and dnf judge the packages. */
class RpmJudgedTest {
  private static final List<String> OTHERS = List.of("podman", "crun", "policycoreutils");

  @TempDir private Path work;
  private Path root;
  private Path packages;

  @BeforeEach
  void makeMachine() throws Exception {
    Judges.requireRpmTools();
    root = Judges.scratch(work, Judges.busybox());
    packages = Files.createDirectory(work.resolve("packages"));
    var writer = new RpmWriter(Samples.MAKER);
    for (var name : OTHERS) {
      Samples.write(packages, writer.write(Samples.stub(name, "5.0")));
    }
    for (var name : List.of("glibc", "coreutils", "util-linux")) {
      Samples.write(packages, writer.write(Samples.stub(name, "9.0")));
    }
    // the shell is there; this tells rpm
    Samples.write(
        packages,
        writer.write(
            Samples.stub(
                "shell",
                "1.0",
                List.of(
                    new PackageEntry.File(
                        "/bin/sh",
                        Content.of(Judges.busybox()),
                        0755,
                        PackageEntry.Role.ORDINARY)))));
    build("0.1.0");
  }

  private void build(String version) throws Exception {
    var writer = new RpmWriter(Samples.MAKER);
    var main = Samples.main(work.resolve("image"), version);
    Samples.write(packages, writer.write(main.partition()));
    Samples.write(packages, writer.write(main.program()));
    Samples.write(packages, writer.write(Samples.addon(work.resolve("addons"), version)));
  }

  private String ok(String... command) throws Exception {
    var verdict = Judges.inTree(work, command);
    assertThat(verdict.exitCode()).as("%s", verdict.output()).isZero();
    return verdict.output();
  }

  private String rpm(String... words) throws Exception {
    var command = new ArrayList<>(List.of("rpm", "--root=/desk/root"));
    command.addAll(List.of(words));
    return ok(command.toArray(String[]::new));
  }

  private void installAll(String how, String version) throws Exception {
    rpm(
        how,
        "/desk/packages/shell-1.0-1.noarch.rpm",
        "/desk/packages/podman-5.0-1.noarch.rpm",
        "/desk/packages/crun-5.0-1.noarch.rpm",
        "/desk/packages/glibc-9.0-1.noarch.rpm",
        "/desk/packages/coreutils-9.0-1.noarch.rpm",
        "/desk/packages/util-linux-9.0-1.noarch.rpm",
        "/desk/packages/qm-" + version + "-1.noarch.rpm",
        "/desk/packages/qm-ctl-" + version + "-1.x86_64.rpm",
        "/desk/packages/qm-radio-" + version + "-1.noarch.rpm");
  }

  @Test
  void rpmFindsAllDigestsRight() throws Exception {
    for (var file :
        List.of(
            "qm-0.1.0-1.noarch.rpm", "qm-ctl-0.1.0-1.x86_64.rpm", "qm-radio-0.1.0-1.noarch.rpm")) {
      assertThat(ok("rpm", "-K", "-v", "--nosignature", "packages/" + file))
          .contains("Header SHA256 digest: OK", "Payload SHA256 digest: OK")
          .doesNotContain("BAD");
    }
  }

  /** One digest covers the header, one the payload: nothing of a package may be in neither. */
  @Test
  void rpmFindsOneDamagedBit() throws Exception {
    var file = packages.resolve("qm-radio-0.1.0-1.noarch.rpm");
    var intact = Files.readAllBytes(file);
    var name = new String(intact, StandardCharsets.ISO_8859_1).lastIndexOf("qm-radio");
    for (var at : List.of(name, intact.length / 2, intact.length - 1)) {
      var damaged = intact.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);

      var verdict =
          Judges.inTree(work, "rpm", "-K", "--nosignature", "packages/" + file.getFileName());

      assertThat(verdict.exitCode()).as("byte %d: %s", at, verdict.output()).isNotZero();
    }
  }

  @Test
  void rpmSeesNamesDependenciesScriptsAndFiles() throws Exception {
    var file = "packages/qm-radio-0.1.0-1.noarch.rpm";

    assertThat(ok("rpm", "-qp", "--requires", file).lines())
        .contains("/bin/sh", "qm >= 0.1", "qm < 0.2", "rpmlib(FileDigests) <= 4.6.0-1");
    assertThat(ok("rpm", "-qp", "--recommends", file).strip()).isEqualTo("qm-kvm");
    assertThat(ok("rpm", "-qp", "--provides", file).strip()).isEqualTo("qm-radio = 0.1.0-1");
    assertThat(ok("rpm", "-qp", "--scripts", file))
        .contains("daemon-reload", "to apply it, run: qm restart");
    assertThat(ok("rpm", "-qp", "--configfiles", file).strip()).isEqualTo("/etc/qm-radio.conf");
    assertThat(ok("rpm", "-qp", "--filesbypkg", file))
        .contains("/" + Samples.DROP_IN, "/usr/share/qm/addons/radio.conf");
    assertThat(ok("rpm", "-qp", "--qf", "%{DESCRIPTION}", file))
        .isEqualTo(
            "First paragraph.\n\nSecond paragraph, with an & and a <tag>.\n\n"
                + "Opens /dev/radio* to the partition: the receivers");
  }

  @Test
  void installedFilesAreAsTheHeaderSaysAndScriptsRan() throws Exception {
    installAll("-iv", "0.1.0");

    for (var name : List.of("qm", "qm-ctl", "qm-radio")) {
      assertThat(rpm("-V", name)).as(name).isEmpty();
    }
    assertThat(root.resolve(Samples.DROP_IN)).content().contains("AddDevice=-/dev/radio0");
    assertThat(root.resolve("usr/bin/qm-radio")).isExecutable();
    assertThat(Files.readSymbolicLink(root.resolve("usr/bin/qm")))
        .isEqualTo(Path.of("../libexec/qm/bin/qm"))
        .isEqualTo(Files.readSymbolicLink(root.resolve("usr/bin/qmctl")));
    assertThat(root.resolve("usr/share/man/man1/qm.1.gz")).exists();
    assertThat(root.resolve("usr/libexec/qm/lib/qm/system/usr/share/man")).doesNotExist();
  }

  @Test
  void anUpgradeKeepsWhatTheAdministratorChanged() throws Exception {
    installAll("-i", "0.1.0");
    Samples.write(root.resolve("etc/qm-radio.conf"), "station=2\n");
    build("0.1.1");

    rpm(
        "-U",
        "/desk/packages/qm-0.1.1-1.noarch.rpm",
        "/desk/packages/qm-ctl-0.1.1-1.x86_64.rpm",
        "/desk/packages/qm-radio-0.1.1-1.noarch.rpm");

    assertThat(rpm("-q", "qm-radio")).startsWith("qm-radio-0.1.1-1");
    assertThat(root.resolve("etc/qm-radio.conf")).content().isEqualTo("station=2\n");
    assertThat(root.resolve("qm-was-called")).as("the partition goes on").doesNotExist();
  }

  @Test
  void removalTakesThePartitionAwayAndLeavesItsData() throws Exception {
    installAll("-i", "0.1.0");
    Samples.write(root.resolve("etc/qm/hostname"), "qm\n");
    Samples.write(root.resolve("var/qm/data"), "data\n");
    Samples.write(root.resolve("usr/share/qm/seccomp.json"), "{}\n");

    rpm("-e", "qm-radio", "qm", "qm-ctl");

    assertThat(root.resolve("qm-was-called"))
        .content()
        .isEqualTo("remove --keep-data --keep-packages\n");
    assertThat(root.resolve("etc/qm/hostname")).exists();
    assertThat(root.resolve("var/qm/data")).exists();
    for (var gone :
        List.of("usr/share/qm", "usr/libexec/qm", Samples.DROP_IN, "usr/bin/qm", "usr/bin/qmctl")) {
      assertThat(root.resolve(gone)).doesNotExist();
    }
    assertThat(root.resolve("usr/share/containers/systemd/qm.container.d")).doesNotExist();
  }

  @Test
  void dnfInstallsByNameWithDependenciesFromTheRepository() throws Exception {
    var repository = new RpmRepository(Samples.MAKER, Optional.empty());
    try (var files = Files.list(packages)) {
      for (var file : files.sorted().toList()) {
        repository.add(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    for (var list : repository.write()) {
      Samples.write(packages, list);
    }
    var dnf =
        new String[] {
          "dnf",
          "-y",
          "--installroot=/desk/root",
          "--releasever=1",
          "--repofrompath=qm,file:///desk/packages",
          "--repo=qm",
          "--nogpgcheck",
          "--setopt=cachedir=/desk/cache",
          "--setopt=logdir=/desk/log",
          "--setopt=varsdir=/desk/vars",
          "--setopt=reposdir=/desk/repos",
          "--setopt=pluginconfpath=/desk/plugins"
        };

    Files.createDirectory(work.resolve("log"));
    assertThat(ok(with(dnf, "install", "qm-radio"))).contains("Complete!");

    assertThat(rpm("-q", "qm", "qm-ctl", "qm-radio", "podman", "crun", "policycoreutils"))
        .doesNotContain("not installed");
    assertThat(rpm("-V", "qm-radio")).isEmpty();
    assertThat(ok(with(dnf, "repoquery", "--file", "/" + Samples.DROP_IN)))
        .contains("qm-radio-0:0.1.0-1.noarch");
    ok(with(dnf, "remove", "qm-radio"));
    assertThat(root.resolve(Samples.DROP_IN)).doesNotExist();
  }

  @Test
  void dnfRefusesAnAddOnOfAnotherSeries() throws Exception {
    Samples.write(
        packages, new RpmWriter(Samples.MAKER).write(Samples.addon(work.resolve("new"), "0.2.0")));
    installAll("-i", "0.1.0");

    var verdict =
        Judges.inTree(
            work, "rpm", "--root=/desk/root", "-U", "/desk/packages/qm-radio-0.2.0-1.noarch.rpm");

    assertThat(verdict.exitCode()).isNotZero();
    assertThat(verdict.output()).contains("qm >= 0.2 is needed by qm-radio-0.2.0-1.noarch");
  }

  private static String[] with(String[] command, String... more) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
