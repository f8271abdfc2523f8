package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import dev.qm.partition.Racer;
import dev.qm.partition.Racer.Operation;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.NewFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lands in the partition's trees, while the partition exchanges the names in them. */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RacedLandingTest {
  private static final String UNIT = "systemd/system/podman.socket";

  @TempDir Path folder;
  private final Notebook notes = new Notebook();
  private Root root;
  private Path etc;

  @BeforeEach
  void aMachineWhoseUserProvisionedTheTree() throws Exception {
    root = new Root(Files.createDirectories(folder.resolve("machine")));
    Files.createDirectories(root.at("/var/lib/qm"));
    etc = Files.createDirectories(root.at("/etc/qm"));
    Machines.write(root, Layout.DEFAULT.rootfs() + "/etc/hostname", "the-build-machine\n");
  }

  @AfterEach
  void nothingForJUnitToFollow() throws Exception {
    Trees.remove(folder.resolve("machine"));
  }

  @Test
  void theFilesAndLinksOfSetup() throws Exception {
    var racer =
        new Racer(
            etc,
            List.of(
                "systemd",
                "systemd/system",
                UNIT,
                "containers",
                "containers/storage.conf",
                "containers/containers.conf",
                "hostname",
                "subuid"));
    racer.race(
        List.of(
            new Operation("masks", () -> new Masks(site()).apply(notes)),
            new Operation("files", () -> new PartitionFiles(site()).apply(notes)),
            new Operation("masks-done", () -> new Masks(site()).isDone()),
            new Operation("files-done", () -> new PartitionFiles(site()).isDone()),
            new Operation("remove", this::remove)));

    racer.surrender();
    remove();
    new Masks(site()).apply(notes);
    assertThat(Files.readSymbolicLink(etc.resolve(UNIT))).isEqualTo(Path.of("/dev/null"));
  }

  @Test
  void theFilesOfDemos() throws Exception {
    var place = "/etc/qm/containers/systemd/talker.container";
    var racer =
        new Racer(
            etc,
            List.of("containers", "containers/systemd", "containers/systemd/talker.container"));
    var files = List.of(NewFile.of(place, "[Container]\nImage=localhost/talker\n"));
    racer.race(
        List.of(
            new Operation("demo-install", () -> demos().install("talker", files)),
            new Operation("demo-remove", this::removeDemo)));

    racer.surrender();
    removeDemo();
    demos().install("talker", files);
    assertThat(root.at(place)).isRegularFile();
  }

  private LandedRecords demos() {
    return LandedRecords.demos(root, "/etc/qm");
  }

  private void removeDemo() throws Exception {
    if (demos().isInstalled("talker")) {
      demos().remove("talker");
    }
  }

  private void remove() throws Exception {
    var removal = Removal.plan(root, Removal.Keep.NOTHING);
    if (removal.isPresent()) {
      removal.get().run(notes);
    }
    // the ledger's own folder goes with the last mark
    Files.createDirectories(root.at("/var/lib/qm"));
  }

  private Site site() throws Exception {
    return new Site(
        root,
        Layout.DEFAULT,
        new Machine(root, Isolation.Wanted.PLAIN),
        new SystemTree(Machines.SYSTEM),
        Ledger.read(root));
  }
}
