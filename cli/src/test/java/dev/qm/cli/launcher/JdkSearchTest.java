package dev.qm.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How ./qm and ./test find the JDK that they build with: cli/src/launcher/jdk.sh. */
class JdkSearchTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("qm.tree"), "cli/src/launcher/jdk.sh");

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  @Test
  void theJdkOfJavaHomeIsTakenIfItIsNewEnough() throws Exception {
    jdk("jvm/a", "JAVA_VERSION=\"25.0.3\"");
    var home = jdk("elsewhere", "JAVA_VERSION=\"26\"");
    environment.put("JAVA_HOME", home.toString());

    assertThat(find().out()).isEqualTo(home + "\n");
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    var found = jdk("jvm/a", "JAVA_VERSION=\"25.0.3\"");
    environment.put("JAVA_HOME", jdk("old", "JAVA_VERSION=\"17.0.15\"").toString());

    assertThat(find().out()).isEqualTo(found + "\n");
  }

  @Test
  void theVersionThatQmIsDevelopedWithIsBetterThanANewerOne() throws Exception {
    jdk("jvm/a", "JAVA_VERSION=\"27-ea\"");
    jdk("jvm/b", "JAVA_VERSION=\"21.0.1\"");
    var developed = jdk("jvm/c", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25\"");

    assertThat(find().out()).isEqualTo(developed + "\n");
  }

  @Test
  void aNewerOneWillDo() throws Exception {
    jdk("jvm/a", "JAVA_VERSION=\"9\"");
    var newer = jdk("jvm/b b", "JAVA_VERSION=\"27-ea\"\n");

    assertThat(find().out()).isEqualTo(newer + "\n");
  }

  @Test
  void aJavaThatCannotBuildIsNoJdk() throws Exception {
    var jre = jdk("jvm/a", "JAVA_VERSION=\"25.0.3\"");
    Files.delete(jre.resolve("bin/jlink"));

    assertThat(find().status()).isEqualTo(1);
  }

  @Test
  void aMachineWithoutOneIsToldWhatToInstall() throws Exception {
    jdk("jvm/a", "JAVA_VERSION=\"17.0.15\"");
    program("apt-get", "exit 0");

    var result = find();

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            """
            error: no JDK 25 or newer is here
              = install it: apt-get install openjdk-25-jdk-headless
              = where the distribution has none: package temurin-25-jdk of Eclipse Adoptium
              = or set JAVA_HOME to the folder of one
            """);
  }

  @Test
  void aMachineWithDnfIsToldItsOwnPackages() throws Exception {
    program("dnf", "exit 0");

    assertThat(find().err()).contains("dnf install java-25-openjdk-devel");
  }

  @Test
  void anExplicitWishIsNotPassedOverSilently() throws Exception {
    jdk("jvm/a", "JAVA_VERSION=\"25.0.3\"");
    environment.put("QM_JAVA_HOME", "/no/such");

    var result = find();

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error: QM_JAVA_HOME=/no/such is not a JDK 25 or newer\n");
  }

  @Test
  void aMissingMavenIsNamedWithTheCommandThatInstallsIt() throws Exception {
    program("apt-get", "exit 0");

    var result = sh("qm_need_maven up");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "error: mvn is needed to build qm", "apt-get install -y --no-install-recommends maven");
  }

  @Test
  void rootMayLetMavenBeInstalledByYes() throws Exception {
    program("id", "echo 0");
    program(
        "apt-get",
        "echo \"$@\" >> "
            + folder.resolve("asked")
            + "; : > \"${0%/*}/mvn\"; chmod 755 \"${0%/*}/mvn\"");

    assertThat(sh("qm_need_maven exec -- --yes").status()).isEqualTo(1);
    assertThat(sh("qm_need_maven exec app --yes").status()).isEqualTo(1);
    assertThat(sh("qm_need_maven execin radio app -y").status()).isEqualTo(1);
    assertThat(folder.resolve("asked")).doesNotExist();

    assertThat(sh("qm_need_maven up --yes").status()).isZero();
    assertThat(folder.resolve("asked")).hasContent("install -y --no-install-recommends maven");
  }

  @Test
  void onlyRootInstallsAnything() throws Exception {
    program("id", "echo 1000");
    program("apt-get", ": > " + folder.resolve("asked"));

    assertThat(sh("qm_need_maven up --yes").status()).isEqualTo(1);
    assertThat(folder.resolve("asked")).doesNotExist();
  }

  private Path jdk(String name, String release) throws IOException {
    var jdk = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(jdk.resolve("bin"));
    for (var tool : new String[] {"javac", "jlink"}) {
      executable(jdk.resolve("bin").resolve(tool), "exit 99");
    }
    Files.writeString(jdk.resolve("release"), release);
    return jdk;
  }

  private void program(String name, String script) throws IOException {
    executable(Files.createDirectories(folder.resolve("bin")).resolve(name), script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Shell.Result find() throws IOException, InterruptedException {
    return sh("qm_find_jdk && printf '%s\\n' \"$QM_JDK\"");
  }

  /**
   * Runs a command with the script read, on a machine with no other programs than those of the
   * test.
   */
  private Shell.Result sh(String command) throws IOException, InterruptedException {
    for (var tool : new String[] {"readlink", "chmod"}) {
      program(tool, "exec /bin/" + tool + " \"$@\"");
    }
    environment.put("PATH", folder.resolve("bin").toString());
    environment.put("QM_JDK_FOLDERS", folder.resolve("jvm") + ":/no/such");
    environment.putIfAbsent("JAVA_HOME", "");
    environment.putIfAbsent("QM_JAVA_HOME", "");
    return Shell.run(folder, environment, "/bin/sh", "-euc", ". " + SCRIPT + "\n" + command);
  }
}
