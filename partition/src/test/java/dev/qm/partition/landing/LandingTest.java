package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.setup.Ledger;
import dev.qm.partition.setup.Mark;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {
  private static final String FILE = "/etc/qm/containers/containers.conf";
  private static final byte[] OURS = bytes("ours");
  private static final byte[] NEXT = bytes("next version");

  @TempDir Path folder;
  private Root root;
  private Ledger ledger;
  private Disk disk;
  private Landing landing;

  @BeforeEach
  void aMachine() throws Exception {
    root = new Root(folder.resolve("machine"));
    Files.createDirectories(root.at("/var/lib/qm"));
    reopen();
  }

  @AfterEach
  void clean() throws Exception {
    // JUnit would warn of each link that leads out of its folder
    Trees.remove(root.directory());
  }

  @Test
  void aFileLandsWithItsFoldersAndAllIsMarked() throws Exception {
    assertThat(land(FILE, OURS, "0755")).isEmpty();

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.at(FILE))))
        .isEqualTo("rwxr-xr-x");
    assertThat(isLanded(OURS)).isTrue();
    assertThat(ledger.marks())
        .containsExactly(
            new Mark.Directory("/etc"),
            new Mark.Directory("/etc/qm"),
            new Mark.Directory("/etc/qm/containers"),
            new Mark.Landed(FILE, List.of(Sha256.of(OURS))));
  }

  @Test
  void ourOwnFileIsUpdated() throws Exception {
    land(OURS);

    assertThat(isLanded(NEXT)).isFalse();
    assertThat(land(NEXT)).isEmpty();

    assertThat(root.at(FILE)).hasBinaryContent(NEXT);
    assertThat(ledger.file(FILE).orElseThrow().digests()).containsExactly(Sha256.of(NEXT));
    assertThat(beside()).doesNotExist();
  }

  @Test
  void whatLiesBesideAnEditIsUpdatedWithTheNextVersion() throws Exception {
    place(FILE, "the user's");
    land(OURS);

    assertThat(land(NEXT)).contains(new Kept(FILE, Kept.Beside.LANDED));

    assertThat(root.at(FILE)).hasContent("the user's");
    assertThat(beside()).hasBinaryContent(NEXT);
    assertThat(isLanded(NEXT)).as("nothing is left to do").isTrue();
  }

  @Test
  void aUsersWorkBesideTheirFileIsNotLostEither() throws Exception {
    place(FILE, "the user's");
    land(OURS);
    Files.writeString(beside(), "half merged");

    var kept = land(NEXT).orElseThrow();

    assertThat(beside()).hasContent("half merged");
    assertThat(kept.sentence(root))
        .contains("kept your " + root.at(FILE), "and " + beside(), "move that away");
    assertThat(isLanded(NEXT)).isFalse();
  }

  @Test
  void aFileThatAlreadyIsWhatWeWouldWriteStaysTheirs() throws Exception {
    place(FILE, "ours");

    assertThat(land(OURS)).isEmpty();

    assertThat(ledger.file(FILE)).isEmpty();
    assertThat(beside()).doesNotExist();
    assertThat(isLanded(OURS)).isTrue();
  }

  @Test
  void whatAPackagePutThereIsNobodysEdit() throws Exception {
    place(FILE, "the package's");
    var file =
        NewFile.of(FILE, OURS, "0644").inPlaceOf(Optional.of(Sha256.of(bytes("the package's"))));

    assertThat(landing.isLanded(file)).isFalse();
    assertThat(landing.land(file)).isEmpty();

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
    assertThat(landing.isLanded(file)).isTrue();
  }

  @Test
  void aSetupThatWasKilledBetweenMarkAndWriteGoesOn() throws Exception {
    ledger.add(new Mark.Landed(FILE, List.of(Sha256.of(OURS))));
    reopen();

    assertThat(isLanded(OURS)).isFalse();
    assertThat(land(OURS)).isEmpty();

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
  }

  @Test
  void anUpdateThatWasKilledIsStillOursAndIsSettled() throws Exception {
    for (var reached : List.of(OURS, NEXT)) {
      land(reached);
      ledger.record(
          List.of(), List.of(new FileMark(FILE, List.of(Sha256.of(OURS), Sha256.of(NEXT)))));
      reopen();

      assertThat(land(NEXT)).isEmpty();

      assertThat(root.at(FILE)).hasBinaryContent(NEXT);
      assertThat(ledger.file(FILE).orElseThrow().digests()).containsExactly(Sha256.of(NEXT));
    }
  }

  @Test
  void aLinkOnTheWayIsRefusedWhereverItStands() throws Exception {
    for (var trap : List.of("/etc/qm/systemd", "/etc/qm/systemd/system")) {
      var outside = Files.createDirectories(folder.resolve("host-etc/system"));
      Files.createDirectories(root.at(Disk.parent(trap)));
      Files.createSymbolicLink(
          root.at(trap), trap.endsWith("system") ? outside : outside.getParent());

      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> land(trap + "/system/x", OURS, "0644"))
          .withMessageContaining(root.at(trap).toString())
          .withMessageContaining("links are not followed");
      assertThat(landing.isLanded(NewFile.of(trap + "/system/x", "ours"))).isFalse();
      assertThat(outside).isEmptyDirectory();
      Files.delete(root.at(trap));
    }
  }

  @Test
  void aLinkedTopFolderIsTheDistributionsBusiness() throws Exception {
    Files.createDirectories(root.at("/usr/lib"));
    Files.createSymbolicLink(root.at("/lib"), Path.of("usr/lib"));
    Files.createDirectories(root.at("/var/usrlocal"));
    Files.createSymbolicLink(root.at("/usr/local"), Path.of("../var/usrlocal"));

    land("/lib/qm/x", OURS, "0644");
    land("/usr/local/bin/x", OURS, "0644");

    assertThat(root.at("/usr/lib/qm/x")).hasBinaryContent(OURS);
    assertThat(root.at("/var/usrlocal/bin/x")).hasBinaryContent(OURS);
  }

  @Test
  void aLinkAtThePlaceItselfIsNeverWrittenThrough() throws Exception {
    var victim = Files.writeString(folder.resolve("shadow"), "secret");
    Files.createDirectories(root.at(Disk.parent(FILE)));
    Files.createSymbolicLink(root.at(FILE), victim);

    land(OURS);

    assertThat(victim).hasContent("secret");
    assertThat(root.at(FILE)).isSymbolicLink();
    assertThat(beside()).hasBinaryContent(OURS);
  }

  @Test
  void aFileInAFoldersPlaceIsAnErrorThatNamesIt() throws Exception {
    place("/etc/qm/containers", "a file");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> land(OURS))
        .withMessageContaining(root.at("/etc/qm/containers").toString());
  }

  @Test
  void aHugeOrOddFileInThePlaceIsJustNotOurs() throws Exception {
    place(FILE, "x".repeat(5 << 20));
    assertThat(isLanded(OURS)).isFalse();

    Files.delete(root.at(FILE));
    Files.createDirectories(root.at(FILE));
    land(OURS);
    assertThat(beside()).hasBinaryContent(OURS);
  }

  @Test
  void theFirstFolderOfAllCanBeMadeInAnEmptyRoot() throws Exception {
    root = new Root(Files.createDirectory(folder.resolve("empty")));
    reopen();

    landing.folders("/var/lib/qm");

    assertThat(Ledger.read(root).marks())
        .containsExactly(
            new Mark.Directory("/var"),
            new Mark.Directory("/var/lib"),
            new Mark.Directory("/var/lib/qm"));
  }

  @Test
  void noPathLeadsOutOfTheMachineOrOfItsPart() throws Exception {
    Files.createDirectories(root.at("/etc/qm"));
    for (var path : List.of("/etc/qm/../../x", "/etc/qm/./x", "etc/qm/x", "/", "")) {
      assertThatExceptionOfType(HostException.class)
          .as(path)
          .isThrownBy(() -> disk.digest(path))
          .withMessageStartingWith("will not touch " + path);
    }
    var part = Disk.within(root, List.of("/etc/qm"));
    for (var path : List.of("/etc/passwd", "/etc/qmx/y")) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> part.digest(path))
          .withMessageStartingWith("will not touch " + path);
    }
    assertThat(part.digest("/etc/qm/x")).isEmpty();
  }

  @Test
  void aParentThatIsSwappedAllTheTimeRedirectsNothing() throws Exception {
    var outside = Files.createDirectory(folder.resolve("outside"));
    var racing = new AtomicBoolean(true);
    var racer =
        Thread.ofPlatform()
            .start(() -> {
              while (racing.get()) {
                swap(root.at("/etc/qm/containers"), root.at("/etc/qm/aside"), outside);
              }
            });
    var takingBack = new TakingBack(disk, Changes.UNTOLD);
    var landed = 0;
    var refused = 0;
    for (var round = 0; racer.isAlive() && (round < 2000 || landed == 0 || refused == 0); round++) {
      // few places: the ledger is written anew for each mark
      var file = NewFile.of(FILE + round % 3, "round " + round);
      try {
        landing.land(file);
        landed++;
        takingBack.file(file.path(), Fate.REMOVED);
      } catch (HostException swapped) {
        refused++;
      }
    }
    racing.set(false);
    racer.join();

    assertThat(outside).isEmptyDirectory();
    assertThat(landed).as("landings that succeeded").isPositive();
    assertThat(refused).as("landings that met the racer").isPositive();
  }

  /** A folder becomes a link that leads out, and a folder again, whatever others do meanwhile. */
  private static void swap(Path real, Path aside, Path outside) {
    try {
      Files.createDirectories(real);
      Files.move(real, aside, StandardCopyOption.ATOMIC_MOVE);
      Files.createSymbolicLink(real, outside);
      Files.delete(real);
      Files.move(aside, real, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException met) {
      try {
        Trees.remove(aside);
        if (Files.isSymbolicLink(real)) {
          Files.delete(real);
        }
      } catch (IOException | HostException lost) {
        throw new IllegalStateException(lost);
      }
    }
  }

  private Optional<Kept> land(byte[] content) throws HostException {
    return land(FILE, content, "0644");
  }

  private Optional<Kept> land(String path, byte[] content, String mode) throws HostException {
    return landing.land(NewFile.of(path, content, mode));
  }

  private boolean isLanded(byte[] content) throws HostException {
    return landing.isLanded(NewFile.of(FILE, content, "0644"));
  }

  private void reopen() throws HostException {
    ledger = Ledger.read(root);
    disk = Disk.of(root);
    landing = new Landing(disk, ledger, Changes.UNTOLD);
  }

  private Path beside() {
    return root.at(FILE + ".qm-new");
  }

  private void place(String path, String content) throws IOException {
    Files.createDirectories(root.at(Disk.parent(path)));
    Files.writeString(root.at(path), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
