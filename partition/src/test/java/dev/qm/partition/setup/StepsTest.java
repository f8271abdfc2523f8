package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single steps of a setup on a machine image, and their undoing. */
class StepsTest {
  private static final String ROOTFS = Layout.DEFAULT.rootfs();

  @TempDir Path folder;
  private final Notebook notes = new Notebook();
  private Root root;

  @BeforeEach
  void aMachineWithARootfs() throws Exception {
    root = new Root(folder.resolve("machine"));
    Files.createDirectories(root.at("/var/lib/qm"));
    Machines.write(root, ROOTFS + "/etc/hostname", "the-build-machine\n");
    Machines.write(root, ROOTFS + "/etc/containers/storage.conf", "# the package's\n");
    Machines.write(root, ROOTFS + "/var/log/old", "x");
  }

  @AfterEach
  void clean() throws Exception {
    // JUnit would warn of each link that leads out of its folder
    Trees.remove(root.directory());
  }

  @Test
  void masksCoverEveryUnitOnceAndLeaveAUsersUnit() throws Exception {
    Machines.write(root, "/etc/qm/systemd/system/fstrim.timer", "[Timer]\n");
    var masks = new Masks(site());
    assertThat(masks.isDone()).isFalse();

    masks.apply(notes);

    assertThat(masks.isDone()).isTrue();
    assertThat(root.at("/etc/qm/systemd/system/fstrim.timer")).hasContent("[Timer]\n");
    assertThat(Files.readSymbolicLink(root.at("/etc/qm/systemd/system/podman.socket")))
        .isEqualTo(Path.of("/dev/null"));
  }

  @Test
  void aCopiedTreeIsWholeOrNotThere() throws Exception {
    var copy = new CopyTree(site(), "etc", "/etc/qm");
    assertThat(copy.isDone()).isFalse();

    copy.apply(notes);

    assertThat(copy.isDone()).isTrue();
    assertThat(root.at("/etc/qm/hostname")).hasContent("the-build-machine\n");
    assertThat(root.at("/etc/qm.partial")).doesNotExist();
    assertThat(Ledger.read(root).marks())
        .contains(new Mark.Data("/etc/qm"))
        .doesNotContain(new Mark.Tree("/etc/qm.partial"));
  }

  @Test
  void whatAUserProvisionedIsCompletedAndNotOverwritten() throws Exception {
    Machines.write(root, "/etc/qm/hostname", "mine\n");

    new CopyTree(site(), "etc", "/etc/qm").apply(notes);

    assertThat(root.at("/etc/qm/hostname")).hasContent("mine\n");
    assertThat(root.at("/etc/qm/containers/storage.conf")).hasContent("# the package's\n");
    assertThat(Ledger.read(root).marks()).doesNotContain(new Mark.Data("/etc/qm"));
  }

  @Test
  void aTreeBehindALinkIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(root.at("/etc"));
    Files.createSymbolicLink(root.at("/etc/qm"), folder.resolve("elsewhere"));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new CopyTree(site(), "etc", "/etc/qm").apply(notes))
        .withMessage("will not use " + root.at("/etc/qm") + ": it is a symbolic link");
    assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
  }

  @Test
  void ourSettingsReplaceAPackagesAndSpareAUsers() throws Exception {
    new CopyTree(site(), "etc", "/etc/qm").apply(notes);
    Machines.write(root, "/etc/qm/hostname", "mine\n");
    var files = new PartitionFiles(site());

    files.apply(notes);

    assertThat(files.isDone()).isTrue();
    assertThat(root.at("/etc/qm/containers/storage.conf")).content().contains("transient_store");
    assertThat(root.at("/etc/qm/hostname")).hasContent("mine\n");
    assertThat(root.at("/etc/qm/hostname.qm-new")).hasContent("qm\n");
    assertThat(root.at("/etc/qm/subuid")).content().startsWith("containers:");
    assertThat(notes.all).singleElement().asString().contains("/etc/qm/hostname");
  }

  @Test
  void aRemovalTakesWhatItsLedgerSaysAndNothingElse() throws Exception {
    new CopyTree(site(), "etc", "/etc/qm").apply(notes);
    new PartitionFiles(site()).apply(notes);
    Machines.write(root, "/etc/theirs", "x");

    remove(Removal.Keep.NOTHING);

    assertThat(root.at("/etc/qm")).doesNotExist();
    assertThat(root.at("/etc/theirs")).exists();
    assertThat(root.at(ROOTFS)).as("no step of this test made it").exists();
    assertThat(Removal.plan(root, Removal.Keep.NOTHING)).isEmpty();
  }

  @Test
  void aRemovalFollowsNoLinkThatThePartitionPlanted() throws Exception {
    // provisioned by the user, so that its files are removed one by one
    Files.createDirectories(root.at("/etc/qm/systemd"));
    new Masks(site()).apply(notes);
    Trees.remove(root.at("/etc/qm/systemd"));
    Machines.write(root, "/etc/systemd/system/mine", "x");
    Files.createSymbolicLink(root.at("/etc/systemd/system/podman.socket"), Path.of("/dev/null"));
    Files.createSymbolicLink(root.at("/etc/qm/systemd"), root.at("/etc/systemd"));

    remove(Removal.Keep.NOTHING);

    assertThat(root.at("/etc/systemd/system/podman.socket")).isSymbolicLink();
    assertThat(root.at("/etc/systemd/system/mine")).exists();
    assertThat(notes.all)
        .as("what could not be reached is named")
        .contains(
            "kept "
                + root.at("/etc/qm/systemd/system/podman.socket")
                + ": a symbolic link stands on the way to it");
  }

  @Test
  void aLinkIsMadeOnceAndSomebodyElsesStays() throws Exception {
    var site = site();
    var links = new Links(site);
    links.make("/etc/a", "/dev/null", notes);
    links.make("/etc/a", "/dev/null", notes);
    assertThat(Files.readSymbolicLink(root.at("/etc/a"))).isEqualTo(Path.of("/dev/null"));
    assertThat(notes.all).isEmpty();

    Machines.write(root, "/etc/b", "theirs");
    links.make("/etc/b", "/dev/null", notes);
    assertThat(root.at("/etc/b")).hasContent("theirs");
    assertThat(notes.all).singleElement().asString().contains("kept your " + root.at("/etc/b"));
    assertThat(site.ledger().marks()).doesNotContain(new Mark.Link("/etc/b", "/dev/null"));
  }

  @Test
  void aLinkIsNotMadeBehindOneThatThePartitionPlanted() throws Exception {
    var outside = Files.createDirectories(folder.resolve("outside/system"));
    Files.createDirectories(root.at("/etc/qm"));
    Files.createSymbolicLink(root.at("/etc/qm/systemd"), outside.getParent());

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Masks(site()).apply(notes))
        .withMessageContaining("links are not followed");
    assertThat(new Masks(site()).isDone()).isFalse();
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aFolderOfOursThatBecameAFileStays() throws Exception {
    site().landing().folders("/opt/x");
    Files.delete(root.at("/opt/x"));
    Machines.write(root, "/opt/x", "theirs");

    remove(Removal.Keep.NOTHING);

    assertThat(root.at("/opt/x")).hasContent("theirs");
  }

  @Test
  void whatAKilledWriteLeftIsRemovedToo() throws Exception {
    site().ledger().add(new Mark.Landed("/opt/conf", List.of("0")));
    var left = Machines.write(root, "/opt/.conf.qm-new-0123456789abcdef", "half");

    remove(Removal.Keep.NOTHING);

    assertThat(left).doesNotExist();
  }

  @Test
  void theIdsOfOthersStayAndAFileThatSetupMadeGoes() throws Exception {
    Machines.write(root, "/etc/subuid", "ann:100000:65536\n");
    var ids = new SubordinateIds(site());

    ids.apply(notes);
    assertThat(ids.isDone()).isTrue();
    assertThat(root.at("/etc/subuid"))
        .hasContent("ann:100000:65536\nqmcontainers:1879048192:1000000\n");

    remove(Removal.Keep.NOTHING);
    assertThat(root.at("/etc/subuid")).hasContent("ann:100000:65536\n");
    assertThat(root.at("/etc/subgid")).doesNotExist();
  }

  @Test
  void aBaseProfileThatCannotBeUsedIsNamedWithWhatToDo() throws Exception {
    Machines.write(root, "/etc/containers/seccomp.json", "{\"defaultAction\": \"x\"}");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new SeccompFile(site()).apply(notes))
        .withMessageContaining(root.at("/etc/containers/seccomp.json").toString())
        .withMessageContaining("it has no list \"syscalls\"")
        .satisfies(error -> assertThat(error.mend()).isPresent());
  }

  @Test
  void aMachineWithoutAProfileGetsOurs() throws Exception {
    var step = new SeccompFile(site());
    step.apply(notes);

    assertThat(step.isDone()).isTrue();
    assertThat(root.at(Layout.SECCOMP)).content().contains("pivot_root");
  }

  private void remove(Removal.Keep data) throws HostException {
    Removal.plan(root, data).orElseThrow().run(notes);
  }

  private Site site() throws HostException {
    var ledger = Ledger.read(root);
    return new Site(
        root,
        Layout.DEFAULT,
        new Machine(root, Isolation.Wanted.AUTO),
        new SystemTree(Machines.SYSTEM),
        ledger);
  }
}
