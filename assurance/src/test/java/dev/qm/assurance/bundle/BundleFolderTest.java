package dev.qm.assurance.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.bundle.BundleFolder.Earlier;
import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFolderTest {
  private static final Instant DATE = Instant.ofEpochSecond(1_773_064_800);

  @TempDir Path work;
  private Path place;

  @BeforeEach
  void aPlace() {
    place = work.resolve("report");
  }

  @Test
  void theManifestIsOneForSha256sum() throws Exception {
    write("one", Earlier.STAYS);

    assertThat(sha256sum().exitCode()).isZero();
    assertThat(sha256sum().output())
        .contains("index.html: OK", "faults/a.html: OK", "bundle.json: OK");
    Files.writeString(place.resolve("faults/a.html"), "changed");
    assertThat(sha256sum().exitCode()).isEqualTo(1);
    assertThat(sha256sum().output()).contains("faults/a.html: FAILED");
  }

  @Test
  void allFilesHaveTheReportsDateAndAnybodyMayReadThem() throws Exception {
    write("one", Earlier.STAYS);

    assertThat(Files.getLastModifiedTime(place.resolve("index.html")).toInstant()).isEqualTo(DATE);
    assertThat(Files.getLastModifiedTime(place).toInstant()).isEqualTo(DATE);
    assertThat(Files.getPosixFilePermissions(place.resolve("faults"))).hasSize(7);
  }

  @Test
  void aSignatureOfSshKeygenCanBeVerifiedAndIsOfThisManifestAlone() throws Exception {
    var key = work.resolve("key");
    Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "t", "-f", key.toString())
        .require();
    Files.writeString(
        work.resolve("signers"), "safety@example.org " + Files.readString(work.resolve("key.pub")));

    new BundleFolder(place)
        .write(bundle("one"), Optional.of(Seal.of(key.toString())), Earlier.STAYS, DATE);

    assertThat(verified().exitCode()).as(verified().errors()).isZero();
    assertThat(verified().output()).contains("Good \"qm-report\" signature");
    Files.writeString(place.resolve(Bundle.MANIFEST), "0  index.html\n");
    assertThat(verified().exitCode()).isNotZero();
  }

  @Test
  void aKeyThatDoesNotSignLeavesNothingBehind() throws Exception {
    var key = Files.writeString(work.resolve("key"), "no key");

    assertThatThrownBy(() ->
            new BundleFolder(place)
                .write(bundle("one"), Optional.of(Seal.of(key.toString())), Earlier.STAYS, DATE))
        .isInstanceOf(HostException.class);
    assertThat(work).isDirectoryNotContaining("glob:**report*");
    assertThatThrownBy(() -> Seal.of(work + "/none")).hasMessageContaining("is no file");
    assertThatThrownBy(() -> Seal.of("gpg:")).hasMessageContaining("names none");
  }

  @Test
  void aBundleStaysUnlessItIsToBeReplacedAndNobodyChangedIt() throws Exception {
    write("one", Earlier.STAYS);
    assertThatThrownBy(() -> write("two", Earlier.STAYS))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("there is a bundle already");

    write("two", Earlier.IS_REPLACED);
    assertThat(place.resolve("index.html")).hasContent("two");

    Files.writeString(place.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> write("three", Earlier.IS_REPLACED))
        .hasMessageContaining("notes.txt is not as its manifest says");
    assertThat(place.resolve("index.html")).hasContent("two");
    assertThat(work.toFile().list()).containsExactly("report");
  }

  @Test
  void whatIsNoBundleIsNeverReplaced() throws Exception {
    Files.createDirectory(place);
    var mine = Files.writeString(place.resolve("bundle.json"), "{}");

    for (var earlier : Earlier.values()) {
      assertThatThrownBy(() -> write("one", earlier))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("is no bundle");
    }
    Files.delete(mine);
    write("one", Earlier.STAYS);
    assertThat(sha256sum().exitCode()).isZero();

    var link = Files.createSymbolicLink(work.resolve("link"), work.resolve("elsewhere"));
    assertThatThrownBy(() ->
            new BundleFolder(link).write(bundle("one"), Optional.empty(), Earlier.STAYS, DATE))
        .isInstanceOf(HostException.class);
    assertThat(work.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void whatAKilledCallLeftIsSweptAndWhatOthersUseIsNot() throws Exception {
    var dead = Command.of("sh", "-c", "echo $$").require().output().strip();
    var left = Files.createDirectory(work.resolve(".report.qm-report-" + dead));
    Files.writeString(left.resolve("index.html"), "half");
    var used = Files.createDirectory(work.resolve(".report.qm-report-1"));

    write("one", Earlier.STAYS);

    assertThat(left).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void noNameOfAFileLeavesTheFolder() {
    for (var name : new String[] {"../a", "/a", "a/../b", "", "a//b", ".a", "-a", "a\nb", "a b"}) {
      assertThatThrownBy(() -> new Bundle().add(name, "x"))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void write(String text, Earlier earlier) throws HostException {
    new BundleFolder(place).write(bundle(text), Optional.empty(), earlier, DATE);
  }

  private static Bundle bundle(String text) {
    var bundle = new Bundle();
    bundle.add("index.html", text);
    bundle.add("faults/a.html", "a");
    bundle.add(Bundle.CONTENTS, "{\"format\": \"" + Bundle.FORMAT + "\"}");
    return bundle;
  }

  private dev.qm.host.process.Outcome sha256sum() throws HostException {
    return Command.of(
            "sh", "-c", "cd \"$1\" && sha256sum -c MANIFEST.sha256", "sh", place.toString())
        .run();
  }

  private dev.qm.host.process.Outcome verified() throws HostException, IOException {
    return Command.of(
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            work.resolve("signers").toString(),
            "-I",
            "safety@example.org",
            "-n",
            Seal.NAMESPACE,
            "-s",
            place.resolve(Bundle.MANIFEST + ".sig").toString())
        .stdin(Files.readString(place.resolve(Bundle.MANIFEST)).getBytes(StandardCharsets.UTF_8))
        .run();
  }
}
