package dev.qm.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code qm setup} refuses: each with one clear message, and nothing half-written. */
@Tag("partition")
class SetupRefusalTest {
  private Path work;
  private Path rootfs;
  private Path root;

  @BeforeEach
  void aMachineImage() throws Exception {
    assumeThat(Qm.isBuilt()).as("the run-time image is not built: run ./qm once").isTrue();
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("setup needs root")
        .isEqualTo(0);
    work = Files.createTempDirectory("qm-refusal");
    rootfs = Rootfs.in(Files.createDirectory(work.resolve("rootfs")));
    root = Files.createDirectories(work.resolve("machine"));
    Files.createDirectories(root.resolve("var/lib"));
  }

  @AfterEach
  void clean() throws Exception {
    if (work != null) {
      Shell.run(Path.of("/"), "umount", "-R", "-q", work.resolve("disk").toString());
      Shell.run(Path.of("/"), "rm", "-rf", "--one-file-system", "--", work.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--installdir=lib/qm; it is not an absolute path",
        "--installdir=/; it is not an absolute path of a folder below /",
        "--rwetcfs=/etc/q m; a quadlet cannot name a folder with blanks",
        "--rwvarfs=/var/q:m; a quadlet cannot name a folder with blanks",
        "--rootfs=/opt/%n; a quadlet cannot name a folder with blanks",
        "--rwetcfs=/usr/lib/qm/rootfs/etc; it lies in /usr/lib/qm/rootfs, another of its trees",
        "--rwvarfs=/etc/qm; it is another of its trees already",
        "--rwvarfs=/etc/qm/../qm/var; it lies in /etc/qm, another of its trees",
        "--rwetcfs=/etc; the machine itself lives there",
        "--rwvarfs=/var; the machine itself lives there",
        "--installdir=/var/lib; the machine itself lives there",
        "--rwvarfs=/var/lib/qm/var; the machine itself lives there",
        "--rwvarfs=/proc/qm; the machine itself lives there",
        "--hostname=-x; up to 64 letters",
        "--hostname=a_b; up to 64 letters",
        "--hostname=; up to 64 letters",
        "--from=/no/such/file; there is no such archive or folder",
        "--packages=vim; --packages goes with --from apt or --from dnf",
      })
  void whatCannotWorkIsRefusedBeforeAnythingIsWritten(String option, String reason)
      throws Exception {
    var before = Listing.of(root);
    var words = new ArrayList<Object>(List.of("setup", "--root", root, option));
    if (!option.startsWith("--from")) {
      words.add("--from=" + rootfs);
    }

    var result = Qm.run(work, words.toArray());

    assertRefused(result, 1, reason);
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void aMisspeltOptionIsAUsageError() throws Exception {
    assertRefused(Qm.run(work, "setup", "--root", root, "--form", rootfs), 2, "--from");
  }

  @Test
  void somebodyElsesFolderIsNotTakenOver() throws Exception {
    for (var folder : List.of("usr/lib/qm", "usr/libexec/qm")) {
      var theirs = Files.createDirectories(root.resolve(folder)).resolve("theirs");
      Files.writeString(theirs, "x");
      var before = Listing.of(root);

      assertRefused(setup(), 1, root.resolve(folder) + " is not ours");

      assertThat(Listing.of(root)).isEqualTo(before);
      Files.delete(theirs);
    }
  }

  @Test
  void aRootfsThatIsThereIsUsedAsItIsAndStaysAfterRemove() throws Exception {
    var place = root.resolve("srv/image");
    Files.createDirectories(place);
    Rootfs.in(place);
    var contexts = place.resolve("usr/share/containers/selinux/contexts");
    Files.createDirectories(contexts.resolveSibling(".").normalize());
    Files.writeString(contexts, "the image's own\n");
    var before = Listing.of(root);

    var result = Qm.run(work, "setup", "--root", root, "--rootfs", "/srv/image");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(contexts).hasContent("the image's own\n");
    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void onlyRootMaySetUp() throws Exception {
    assumeThat(Shell.has("setpriv")).as("setpriv (util-linux) is not installed").isTrue();
    Shell.run(work, "chmod", "-R", "a+rX", work.toString());
    var before = Listing.of(root);
    var argv = new ArrayList<String>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
    argv.addAll(Qm.command("setup", "--root", root, "--from", rootfs));

    var result = Shell.run(Path.of("/"), argv.toArray(String[]::new));

    assertRefused(result, 1, "this needs root");
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void aFullDiskIsSeenBeforeTheWorkBegins() throws Exception {
    root = disk("16m");

    assertRefused(setup(), 1, "is too full");

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aDiskThatFillsUpInTheMiddleLeavesNothingHalfWritten() throws Exception {
    root = disk("200m");
    // packs to a thousandth of its size, so that no check can see it coming
    try (var big =
        Files.newByteChannel(
            rootfs.resolve("usr/big"),
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      var zeros = ByteBuffer.allocate(1 << 20);
      for (var i = 0; i < 256; i++) {
        zeros.clear();
        big.write(zeros);
      }
    }
    var tarball = work.resolve("big.tar.gz");
    assertThat(Shell.run(rootfs, "tar", "-czf", tarball.toString(), ".").status()).isZero();

    var result = Qm.run(work, "setup", "--root", root, "--from", tarball);

    assertRefused(result, 1, "No space left on device");
    assertNothingHalfWritten();
    assertThat(root.resolve("usr/lib/qm/rootfs")).doesNotExist();
    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();
    assertThat(root).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 20, 40, 80})
  void aDiskWithoutRoomForMoreFilesIsSaidToBeFull(int files) throws Exception {
    var archive = archive();
    root = disk("2g,nr_inodes=" + files);

    var result = Qm.run(work, "setup", "--root", root, "--from", archive);

    assertRefused(result, 1, "No space left on device");
    assertThat(result.err()).contains("= make room").doesNotContain("\\x0a");
    assertNothingHalfWritten();
    assertThat(Shell.run(work, "mount", "-o", "remount,nr_inodes=200000", root.toString()).status())
        .isZero();
    assertThat(Qm.run(work, "setup", "--root", root, "--from", archive).status()).isZero();
    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();
    assertThat(root).isEmptyDirectory();
  }

  /** Whoever needs room may begin with what he needs least. */
  @Test
  void aFullDiskKeepsNobodyFromRemoving() throws Exception {
    root = disk("2g");
    assertThat(Qm.run(work, "setup", "--root", root, "--from", archive()).status()).isZero();
    var used = Files.getFileStore(root).getTotalSpace() - Files.getFileStore(root).getUsableSpace();
    var full = Shell.run(work, "mount", "-o", "remount,size=" + used, root.toString());
    assertThat(full.status()).as(full.err()).isZero();
    assertThat(Files.getFileStore(root).getUsableSpace()).isZero();

    var remove = Qm.run(work, "remove", "--root", root);

    assertThat(remove.status()).as(remove.err()).isZero();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aReleaseThatDoesNotExistFailsAndLeavesNothingHalfWritten() throws Exception {
    assumeTrue(Shell.has("mmdebstrap"), "mmdebstrap is not installed");

    var result = Qm.run(work, "setup", "--root", root, "--from", "apt:nonsense");

    assertRefused(result, 1, "nonsense");
    assertNothingHalfWritten();
    assertThat(root.resolve("usr/lib/qm/rootfs")).doesNotExist();
  }

  @Test
  void anArchiveWithoutAnInitSystemIsNoPartition() throws Exception {
    Files.delete(rootfs.resolve("usr/lib/systemd/systemd"));

    var result = setup();

    assertRefused(result, 1, "there is no /usr/lib/systemd/systemd in it");
    assertNothingHalfWritten();
    assertThat(root.resolve("usr/lib/qm/rootfs")).doesNotExist();
  }

  @Test
  void aCorruptArchiveIsNamed() throws Exception {
    var whole = Files.readAllBytes(Rootfs.tarball(work));
    var corrupt = work.resolve("corrupt.tar.gz");
    Files.write(corrupt, Arrays.copyOf(whole, whole.length / 2));

    var result = Qm.run(work, "setup", "--root", root, "--from", corrupt);

    assertRefused(result, 1, corrupt.toString());
    assertNothingHalfWritten();
    assertThat(root.resolve("usr/lib/qm/rootfs")).doesNotExist();
  }

  @Test
  void aBrokenDropInIsNamedWithItsLineBySetupAndStatusAlike() throws Exception {
    assertThat(setup().status()).isZero();
    Files.writeString(
        root.resolve("etc/containers/systemd/qm.container.d/50-mine.conf"), "[Service\n");

    assertRefused(setup(), 1, "50-mine.conf:1");
  }

  private Shell.Result setup() throws Exception {
    return Qm.run(work, "setup", "--root", root, "--from", rootfs);
  }

  private Path archive() throws Exception {
    var archive = work.resolve("rootfs.tar");
    assertThat(Shell.run(rootfs, "tar", "-cf", archive.toString(), ".").status()).isZero();
    return archive;
  }

  private Path disk(String size) throws Exception {
    var disk = Files.createDirectory(work.resolve("disk"));
    var mount =
        Shell.run(work, "mount", "-t", "tmpfs", "-o", "size=" + size, "qm-test", disk.toString());
    assumeThat(mount.status()).as("cannot mount a tmpfs here: " + mount.err()).isZero();
    return disk;
  }

  private static void assertRefused(Shell.Result result, int status, String reason) {
    assertThat(result.err()).contains(reason).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(result.err().lines().filter(line -> line.startsWith("error:"))).hasSize(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(status);
  }

  private void assertNothingHalfWritten() throws IOException {
    assertThat(Listing.of(root).keySet()).noneMatch(path -> path.contains(".partial"));
  }
}
