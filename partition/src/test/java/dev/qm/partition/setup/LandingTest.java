package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {
  private static final String FILE = "/etc/qm/containers/containers.conf";
  private static final byte[] OURS = bytes("ours");
  private static final byte[] NEXT = bytes("next version");

  @TempDir Path folder;
  private final Notebook notes = new Notebook();
  private Root root;
  private Ledger ledger;
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
    landing.land(FILE, OURS, "0755", notes);

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.at(FILE))))
        .isEqualTo("rwxr-xr-x");
    assertThat(landing.isLanded(FILE, OURS)).isTrue();
    assertThat(ledger.marks())
        .containsExactly(
            new Mark.Directory("/etc"),
            new Mark.Directory("/etc/qm"),
            new Mark.Directory("/etc/qm/containers"),
            new Mark.Landed(FILE, List.of(Landing.digest(OURS))));
    assertThat(notes.all).isEmpty();
  }

  @Test
  void ourOwnFileIsUpdated() throws Exception {
    landing.land(FILE, OURS, "0644", notes);

    assertThat(landing.isLanded(FILE, NEXT)).isFalse();
    landing.land(FILE, NEXT, "0644", notes);

    assertThat(root.at(FILE)).hasBinaryContent(NEXT);
    assertThat(ledger.landed(FILE).orElseThrow().digests()).containsExactly(Landing.digest(NEXT));
    assertThat(beside()).doesNotExist();
  }

  @Test
  void aUsersEditStaysAndOursLandsBesideIt() throws Exception {
    landing.land(FILE, OURS, "0644", notes);
    Files.writeString(root.at(FILE), "the user's");

    landing.land(FILE, NEXT, "0644", notes);

    assertThat(root.at(FILE)).hasContent("the user's");
    assertThat(beside()).hasBinaryContent(NEXT);
    assertThat(landing.isLanded(FILE, NEXT)).as("nothing is left to do").isTrue();
    assertThat(notes.all).singleElement().asString().contains("kept your " + root.at(FILE));
  }

  @Test
  void whatLiesBesideAnEditIsUpdatedWithTheNextVersion() throws Exception {
    place(FILE, "the user's");
    landing.land(FILE, OURS, "0644", notes);
    landing.land(FILE, NEXT, "0644", notes);

    assertThat(root.at(FILE)).hasContent("the user's");
    assertThat(beside()).hasBinaryContent(NEXT);
  }

  @Test
  void aFileThatAlreadyIsWhatWeWouldWriteStaysTheirs() throws Exception {
    place(FILE, "ours");

    landing.land(FILE, OURS, "0644", notes);

    assertThat(ledger.landed(FILE)).isEmpty();
    assertThat(beside()).doesNotExist();
  }

  @Test
  void whatAPackagePutThereIsNobodysEdit() throws Exception {
    place(FILE, "the package's");
    var pristine = Optional.of(Files.writeString(folder.resolve("pristine"), "the package's"));

    assertThat(landing.isLanded(FILE, OURS, pristine)).isFalse();
    landing.land(FILE, OURS, "0644", pristine, notes);

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
    assertThat(landing.isLanded(FILE, OURS, pristine)).isTrue();
    assertThat(notes.all).isEmpty();
  }

  @Test
  void aSetupThatWasKilledBetweenMarkAndWriteGoesOn() throws Exception {
    ledger.add(new Mark.Landed(FILE, List.of(Landing.digest(OURS))));
    reopen();

    assertThat(landing.isLanded(FILE, OURS)).isFalse();
    landing.land(FILE, OURS, "0644", notes);

    assertThat(root.at(FILE)).hasBinaryContent(OURS);
    assertThat(notes.all).isEmpty();
  }

  @Test
  void anUpdateThatWasKilledBeforeTheWriteIsStillOurs() throws Exception {
    landing.land(FILE, OURS, "0644", notes);
    var both = List.of(Landing.digest(OURS), Landing.digest(NEXT));
    ledger.replace(ledger.landed(FILE).orElseThrow(), new Mark.Landed(FILE, both));
    reopen();

    landing.land(FILE, NEXT, "0644", notes);

    assertThat(root.at(FILE)).hasBinaryContent(NEXT);
    assertThat(ledger.landed(FILE).orElseThrow().digests()).containsExactly(Landing.digest(NEXT));
    assertThat(notes.all).isEmpty();
  }

  @Test
  void anUpdateThatWasKilledAfterTheWriteIsSettled() throws Exception {
    landing.land(FILE, NEXT, "0644", notes);
    var both = List.of(Landing.digest(OURS), Landing.digest(NEXT));
    ledger.replace(ledger.landed(FILE).orElseThrow(), new Mark.Landed(FILE, both));
    reopen();

    landing.land(FILE, NEXT, "0644", notes);

    assertThat(ledger.landed(FILE).orElseThrow().digests()).containsExactly(Landing.digest(NEXT));
  }

  @Test
  void aLinkOnTheWayIsRefusedWhereverItStands() throws Exception {
    for (var trap : List.of("/etc/qm/systemd", "/etc/qm/systemd/system")) {
      var outside = Files.createDirectories(folder.resolve("host-etc/system"));
      Files.createDirectories(root.at(Landing.parent(trap)));
      Files.createSymbolicLink(
          root.at(trap), trap.endsWith("system") ? outside : outside.getParent());

      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> landing.land(trap + "/system/x", OURS, "0644", notes))
          .withMessageContaining(root.at(trap) + ": it is a symbolic link");
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> landing.link(trap + "/system/x", "/dev/null", notes))
          .withMessageContaining(root.at(trap) + ": it is a symbolic link");
      assertThat(outside).isEmptyDirectory();
      Files.delete(root.at(trap));
    }
  }

  @Test
  void aLinkedTopFolderIsTheDistributionsBusiness() throws Exception {
    Files.createDirectories(root.at("/usr/lib"));
    Files.createSymbolicLink(root.at("/lib"), Path.of("usr/lib"));

    landing.land("/lib/qm/x", OURS, "0644", notes);

    assertThat(root.at("/usr/lib/qm/x")).hasBinaryContent(OURS);
  }

  @Test
  void aLinkAtThePlaceItselfIsNeverWrittenThrough() throws Exception {
    var victim = Files.writeString(folder.resolve("shadow"), "secret");
    Files.createDirectories(root.at(Landing.parent(FILE)));
    Files.createSymbolicLink(root.at(FILE), victim);

    landing.land(FILE, OURS, "0644", notes);

    assertThat(victim).hasContent("secret");
    assertThat(root.at(FILE)).isSymbolicLink();
    assertThat(beside()).hasBinaryContent(OURS);
  }

  @Test
  void aFileInAFoldersPlaceIsAnErrorThatNamesIt() throws Exception {
    place("/etc/qm/containers", "a file");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> landing.land(FILE, OURS, "0644", notes))
        .withMessage(
            "cannot make the folder " + root.at("/etc/qm/containers") + ": a file has its name");
  }

  @Test
  void aLinkIsMadeOnceAndSomebodyElsesStays() throws Exception {
    landing.link("/etc/a", "/dev/null", notes);
    landing.link("/etc/a", "/dev/null", notes);
    assertThat(landing.isLinked("/etc/a", "/dev/null")).isTrue();
    assertThat(notes.all).isEmpty();

    place("/etc/b", "theirs");
    landing.link("/etc/b", "/dev/null", notes);
    assertThat(root.at("/etc/b")).hasContent("theirs");
    assertThat(notes.all).singleElement().asString().contains("kept your " + root.at("/etc/b"));
    assertThat(ledger.marks()).doesNotContain(new Mark.Link("/etc/b", "/dev/null"));
  }

  @Test
  void aHugeOrOddFileInThePlaceIsJustNotOurs() throws Exception {
    place(FILE, "x".repeat(5 << 20));
    assertThat(landing.isLanded(FILE, OURS)).isFalse();

    Files.delete(root.at(FILE));
    Files.createDirectories(root.at(FILE));
    landing.land(FILE, OURS, "0644", notes);
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

  private void reopen() throws HostException {
    ledger = Ledger.read(root);
    landing = new Landing(root, ledger);
  }

  private Path beside() {
    return root.at(FILE + ".qm-new");
  }

  private void place(String path, String content) throws IOException {
    Files.createDirectories(root.at(Landing.parent(path)));
    Files.writeString(root.at(path), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Remembers what the user would be told. */
  static final class Notebook implements Notes {
    final List<String> all = new ArrayList<>();

    @Override
    public void note(String text) {
      all.add(text);
    }

    @Override
    public void progress(String text) {}
  }
}
