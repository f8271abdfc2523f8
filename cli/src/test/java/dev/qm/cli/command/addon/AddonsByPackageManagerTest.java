package dev.qm.cli.command.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.launcher.Shell;
import dev.qm.packaging.Architecture;
import dev.qm.packaging.Artifact;
import dev.qm.packaging.Dependencies;
import dev.qm.packaging.Maker;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.PackageVersion;
import dev.qm.packaging.Scripts;
import dev.qm.packaging.SoftwarePackage;
import dev.qm.packaging.deb.DebWriter;
import dev.qm.packaging.rpm.RpmWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real command has the real dnf and apt install add-ons by name, from a repository that it made
 * itself: in a copy of a tree, and of this machine, that goes with the test.
 */
@Tag("launcher")
class AddonsByPackageManagerTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final Path IMAGE = TREE.resolve("build/image");
  private static final String QM = IMAGE.resolve("bin/qm").toString();
  private static final String TOOLS = TREE.resolve("testbed/build-tools").toString();
  private static final Maker MAKER = new Maker("Jane Doe <jane@example.org>", Instant.EPOCH);

  /** With text2speech comes mount-bind-sound, which it requires. */
  private static final String INSTALL_AND_REMOVE =
      """
      qm=/desk/image/bin/qm
      $qm addon install text2speech
      for addon in text2speech mount-bind-sound; do
        $qm addon info $addon > info && head -n 2 info
      done
      test -e /usr/share/qm/inside/text2speech/text2speech.socket
      echo "PACKAGES $(installed)"
      $qm addon remove text2speech
      echo "PACKAGES $(installed)"
      test ! -e /usr/share/qm/inside/text2speech
      test ! -e /var/lib/qm/addons
      $qm addon remove text2speech || echo "STATUS $?"
      """;

  @TempDir Path work;

  @BeforeEach
  void aRepository() throws Exception {
    assumeThat(Files.isExecutable(Path.of(QM))).as("./qm was not built").isTrue();
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root installs packages")
        .isEqualTo(0);
    ok("cp", "-a", IMAGE.toRealPath().toString(), "image");
    ok(QM, "addon", "build", "--all", "--addons", TREE.resolve("addons").toString(), "-o", "repo");
    write(new RpmWriter(MAKER).write(standIn("qm", List.of())));
    write(new DebWriter(MAKER).write(standIn("qm", List.of())));
    // the shell is there; this tells rpm
    write(
        new RpmWriter(MAKER)
            .write(standIn("shell", List.of(new PackageEntry.Link("/bin/sh", "bash")))));
    ok(QM, "addon", "repo", "repo");
  }

  @Test
  void dnfInstallsAndRemovesByName() throws Exception {
    var missing = Shell.run(work, TOOLS, "--missing");
    assumeThat(missing.status()).as("dnf cannot be had here: %s", missing.out()).isZero();
    var tools = ok(TOOLS).strip();

    var said =
        inCopyOf(
            tools,
            """
            installed() { rpm -qa --qf '%{NAME} ' qm-text2speech; }
            printf '[qm]\\nname=qm\\nbaseurl=file:///desk/repo\\ngpgcheck=0\\n' > qm.repo
            mkdir -p /etc/yum.repos.d
            mv qm.repo /etc/yum.repos.d/
            # not by dnf, which would take it away again with the add-on that needed it
            rpm -i repo/shell-0.1.0-1.noarch.rpm
            """);

    assertThat(said).contains("PACKAGES qm-text2speech \n", "PACKAGES \n");
    tells(said);
  }

  @Test
  void aptInstallsAndRemovesByName() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/apt-get"))).as("there is no apt").isTrue();

    var said =
        inCopyOf(
            "/",
            """
            # of a package that was removed and not purged dpkg keeps a script
            installed() { dpkg-query -W -f '${Package} ${db:Status-Status}\\n' qm-text2speech | grep ' installed$' || true; }
            list=/etc/apt/sources.list.d/qm.list
            # the folder of a test is closed to others
            echo 'APT::Sandbox::User "root";' > /etc/apt/apt.conf.d/99-test
            echo 'deb [trusted=yes] file:/desk/repo ./' > $list
            apt-get update -q -oDir::Etc::SourceList=$list -oDir::Etc::SourceParts=- -oAPT::Get::List-Cleanup=0
            """);

    assertThat(said).contains("PACKAGES qm-text2speech installed\n", "PACKAGES \n");
    tells(said);
  }

  /** What the user is told, whoever installs. */
  private static void tells(String said) {
    assertThat(said)
        .contains("Installed the package qm-text2speech.\nTo apply it, run: qm restart")
        .contains("text2speech - a voice for the partition", "mount-bind-sound - sound cards")
        .contains("installed, as package qm-text2speech")
        .contains("installed, as package qm-mount-bind-sound")
        .contains("Removed the package qm-text2speech.\nWhat it opened is open until you run:")
        .contains("error: the add-on text2speech is not installed")
        .contains("STATUS 1\n");
  }

  private String inCopyOf(String tree, String prepare) throws Exception {
    return ok(
        TOOLS,
        "--in-copy",
        tree,
        work.toString(),
        "sh",
        "-euc",
        "exec 2>&1\n" + prepare + INSTALL_AND_REMOVE);
  }

  private String ok(String... words) throws Exception {
    var result = Shell.run(work, words);
    assertThat(result.status()).as("%s", result).isZero();
    return result.out();
  }

  /** A package of another name, with next to nothing in it. */
  private static SoftwarePackage standIn(String name, List<PackageEntry> entries) {
    return new SoftwarePackage(
        name,
        new PackageVersion("0.1.0", "1"),
        Architecture.ANY,
        "stands for " + name,
        List.of(),
        SoftwarePackage.LICENSE,
        Dependencies.NONE,
        Dependencies.NONE,
        entries,
        Scripts.NONE);
  }

  private void write(Artifact artifact) throws Exception {
    Files.write(work.resolve("repo").resolve(artifact.fileName()), artifact.bytes());
  }
}
