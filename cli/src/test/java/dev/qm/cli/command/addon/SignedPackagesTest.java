package dev.qm.cli.command.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.launcher.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real gpg signs, the real rpm and gpg check. */
@Tag("launcher")
class SignedPackagesTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final String QM = TREE.resolve("build/image/bin/qm").toString();
  private static final String TOOLS = TREE.resolve("testbed/build-tools").toString();
  private static final String KEY = "packages@example.org";

  @TempDir Path work;

  @BeforeEach
  void needTools() throws Exception {
    assumeThat(Files.isExecutable(Path.of(QM))).as("./qm was not built").isTrue();
    assumeThat(Shell.has("gpg")).as("gpg is not installed").isTrue();
    var missing = Shell.run(work, TOOLS, "--missing");
    assumeThat(missing.status()).as("rpm cannot be had here: %s", missing.out()).isZero();
    assumeThat(Shell.run(work, TOOLS).status()).as("rpm could not be built").isZero();
  }

  private Shell.Result ok(String... words) throws Exception {
    var result = Shell.run(work, Map.of("GNUPGHOME", work.resolve("gpg").toString()), words);
    assertThat(result.status()).as("%s", result).isZero();
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa3072", "ed25519"})
  void rpmAndGpgAcceptTheSignatures(String algorithm) throws Exception {
    Files.createDirectory(
        work.resolve("gpg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ok("gpg", "--batch", "--passphrase", "", "--quick-gen-key", KEY, algorithm, "sign", "never");
    try {
      ok(QM, "addon", "new", "radio");
      ok(QM, "addon", "build", "radio", "--key", KEY, "-o", "packages");
      ok(QM, "addon", "repo", "packages", "--key", KEY);

      ok(
          TOOLS,
          "--run",
          work.toString(),
          "rpm",
          "--dbpath=/desk/db",
          "--import",
          "packages/qm.asc");
      var rpm = Path.of(ok("sh", "-c", "echo packages/*.rpm").out().strip()).toString();
      assertThat(
              ok(TOOLS, "--run", work.toString(), "rpm", "--dbpath=/desk/db", "-K", "-v", rpm)
                  .out())
          .containsPattern("Signature, key ID [0-9a-f]+: OK")
          .doesNotContain("NOKEY", "BAD");
      ok("gpg", "--verify", "packages/InRelease");
      ok("gpg", "--verify", "packages/Release.gpg", "packages/Release");
      ok("gpg", "--verify", "packages/repodata/repomd.xml.asc", "packages/repodata/repomd.xml");
    } finally {
      ok("gpgconf", "--kill", "all");
    }
  }

  @Test
  void aKeyThatIsNotThereIsALetter() throws Exception {
    ok(QM, "addon", "new", "radio");

    var result = Shell.run(work, QM, "addon", "build", "radio", "--key", "nobody@example.org");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error: cannot sign").doesNotContain("Exception");
  }
}
