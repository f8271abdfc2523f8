package dev.qm.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code qm setup} and {@code qm remove} as a user calls them, on a machine image in a folder. */
@Tag("partition")
class SetupTest {
  private static final Path CLOSED = Path.of("qm.private/tree");
  private static final String CONTAINERS_CONF = "etc/qm/containers/containers.conf";

  private Path work;
  private Path rootfs;
  private Path root;

  @BeforeEach
  void aMachineImage() throws Exception {
    assumeThat(Qm.isBuilt()).as("the run-time image is not built: run ./qm once").isTrue();
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("setup needs root")
        .isEqualTo(0);
    work = Files.createTempDirectory("qm-setup");
    rootfs = Rootfs.in(Files.createDirectory(work.resolve("rootfs")));
    root = machine("machine");
  }

  @AfterEach
  void clean() throws Exception {
    if (work != null) {
      Shell.run(Path.of("/"), "rm", "-rf", "--one-file-system", "--", work.toString());
    }
  }

  @Test
  void aDryRunListsTheStepsAndChangesNothing() throws Exception {
    var before = Listing.of(root);

    var result = setup("--dry-run");

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .hasSizeGreaterThan(8)
        .anyMatch(line -> line.equals("to do  build " + root + "/usr/lib/qm/rootfs from " + rootfs))
        .last()
        .asString()
        .endsWith(" steps to do; nothing was changed.");
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void aRunGivesThePromisedTreeAndASecondOneChangesNothing() throws Exception {
    var result = setup();

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("The partition is set up. Start it with `qm up`.\n");
    assertThat(root.resolve("usr/lib/qm/rootfs/usr/lib/systemd/systemd")).isExecutable();
    assertThat(root.resolve("usr/lib/qm/rootfs/etc/machine-id")).isEmptyFile();
    assertThat(root.resolve("usr/lib/qm/rootfs/run")).isEmptyDirectory();
    assertThat(root.resolve("etc/qm/hostname")).hasContent("qm\n");
    assertThat(root.resolve("etc/qm/shadow")).hasContent("root:*:1::::::\n");
    assertThat(root.resolve("var/qm/lib/app/data")).hasContent("data\n");
    assertThat(mode("var/qm/tmp")).isEqualTo(01777);
    assertThat(mode("var/qm/lib/app")).isEqualTo(02770);
    assertThat(mode("usr/lib/qm/rootfs/usr/bin/su")).isEqualTo(04755);
    assertThat(root.resolve(CONTAINERS_CONF)).content().contains("oom_score_adj = 750");
    assertThat(root.resolve(CONTAINERS_CONF + ".qm-new")).doesNotExist();
    assertThat(root.resolve("etc/qm/systemd/system/fstrim.timer")).isSymbolicLink();
    assertThat(root.resolve("etc/qm/bluechi/agent.conf")).content().contains("NodeName=qm.ecu1\n");
    assertThat(root.resolve("usr/share/qm/seccomp.json")).content().contains("SCMP_CMP_MASKED_EQ");
    assertThat(root.resolve("etc/containers/systemd/qm.container.d/00-setup.conf"))
        .content()
        .contains("HostName=qm\n");
    assertThat(root.resolve("etc/subuid")).content().contains("qmcontainers:1879048192:1000000\n");
    assertThat(root.resolve("usr/bin/qm").toRealPath())
        .isEqualTo(root.toRealPath().resolve("usr/libexec/qm/bin/qm"));
    for (var name : List.of("qmctl", "bluechictl", "bluechi-is-online")) {
      assertThat(Files.readSymbolicLink(root.resolve("usr/bin").resolve(name)))
          .isEqualTo(Path.of("../libexec/qm/bin/qm"));
    }
    assertNothingHalfWritten();

    var first = Listing.of(root);
    var second = setup();
    assertThat(second.status()).isZero();
    assertThat(second.out()).isEqualTo("Everything is set up already; nothing was changed.\n");
    assertThat(second.err()).isEmpty();
    assertThat(Listing.of(root)).isEqualTo(first);
    assertThat(setup("--dry-run").out()).endsWith("Nothing is left to do.\n");
  }

  @Test
  void theFieldsOwnToolStaysWhereItIsInstalled() throws Exception {
    var tool = Files.createDirectories(root.resolve("usr/bin")).resolve("qmctl");
    Files.writeString(tool, "#!/usr/bin/python3\n");

    var result = setup();

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("kept your " + tool);
    assertThat(tool).isRegularFile().content().isEqualTo("#!/usr/bin/python3\n");
    assertThat(root.resolve("usr/bin/qm")).isSymbolicLink();
  }

  @Test
  void blueChisOwnToolsStayWhereTheyAreInstalledAndNoWordIsSaidOfThem() throws Exception {
    var tool = Files.createDirectories(root.resolve("usr/bin")).resolve("bluechictl");
    Files.writeString(tool, "the real one\n");
    var built = Files.createDirectories(root.resolve("usr/local/bin")).resolve("bluechi-is-online");
    Files.writeString(built, "built here\n");

    var result = setup();

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out() + result.err()).doesNotContain("bluechictl", "bluechi-is-online");
    assertThat(tool).isRegularFile().content().isEqualTo("the real one\n");
    assertThat(root.resolve("usr/bin/bluechi-is-online")).doesNotExist();
    assertThat(setup().out()).contains("nothing was changed");
  }

  @Test
  void aToolOfBlueChisThatComesLaterTakesThePlaceAndStays() throws Exception {
    assertThat(setup().status()).isZero();
    // as rpm and dpkg do with what no package has
    var tool = root.resolve("usr/bin/bluechictl");
    Files.writeString(root.resolve("usr/bin/bluechictl.fresh"), "the real one\n");
    Files.move(root.resolve("usr/bin/bluechictl.fresh"), tool, StandardCopyOption.ATOMIC_MOVE);

    assertThat(setup().out()).contains("nothing was changed");
    assertThat(Qm.run(work, "remove", "--yes", "--root", root).status()).isZero();

    assertThat(tool).isRegularFile().content().isEqualTo("the real one\n");
    assertThat(root.resolve("usr/bin/bluechi-is-online")).doesNotExist();
  }

  @Test
  void anArchiveGivesTheSameTreeAsItsFolder() throws Exception {
    assertThat(setup().status()).isZero();
    var other = machine("other");

    var result = Qm.run(work, "setup", "--root", other, "--from", Rootfs.tarball(work));

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(Listing.of(other)).isEqualTo(Listing.of(root));
  }

  @Test
  void otherPlacesAndAnotherNameAreUsedAndKept() throws Exception {
    var options =
        List.of(
            "--installdir=/opt/qm",
            "--rwetcfs=/data/etc",
            "--rwvarfs=/data/var",
            "--hostname=radio");

    var result = setup(options.toArray(String[]::new));

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(root.resolve("opt/qm/rootfs/usr/bin/sh")).exists();
    assertThat(root.resolve("data/etc/hostname")).hasContent("radio\n");
    assertThat(root.resolve("data/var/lib/app/data")).exists();
    assertThat(root.resolve("etc/qm")).doesNotExist();
    var dropIn = root.resolve("etc/containers/systemd/qm.container.d/00-setup.conf");
    assertThat(dropIn)
        .content()
        .containsPattern("(?m)^Rootfs=/opt/qm/rootfs")
        .containsPattern("(?m)^Volume=/data/etc:/etc")
        .containsPattern("(?m)^Volume=/data/var/tmp:/var/tmp")
        .contains("HostName=radio\n");
    assertThat(setup().out()).as("a later call knows").contains("nothing was changed");
  }

  @Test
  void aFileSystemOfItsOwnIsMadeGrownAndRemoved() throws Exception {
    assumeLoopDevices();
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();
    var data = root.resolve("var/qm/lib/app/data");
    try {
      var made = setup("--var-size=64M");

      assertThat(made.status()).as(made.err()).isZero();
      assertThat(data).hasContent("data\n");
      assertThat(Files.getFileStore(data).getTotalSpace()).isLessThan(64 << 20);
      assertThat(Files.getFileStore(root.resolve("etc/qm/hostname")).getTotalSpace())
          .isLessThan(128 << 20);
      assertThat(root.resolve("etc/containers/systemd/qm.container.d/00-setup.conf"))
          .content()
          .contains("RequiresMountsFor=/var/qm.private /etc/qm.private\n");
      assertThat(setup().out()).as("a later call knows").contains("nothing was changed");
      assertThat(setup("--var-size=96M").status()).isZero();
      assertThat(Files.getFileStore(data).getTotalSpace()).isGreaterThan(64 << 20);
      assertThat(setup("--var-size=64M").err()).contains("gets no smaller");

      assertThat(Qm.run(work, "remove", "--yes", "--root", root).status()).isZero();
      assertThat(Listing.of(root)).isEqualTo(before);
    } finally {
      unmount();
    }
  }

  @Test
  void aMoveIntoAFileSystemOfItsOwnThatIsKilledLosesNothingAndGoesOn() throws Exception {
    assumeLoopDevices();
    var before = Listing.of(root);
    for (var change = 1; change <= 6; change++) {
      var when = "killed at change " + change + " of the ledger";
      assertThat(setup().status()).isZero();
      try {
        Qm.killAtChange(ledger(), change, "setup", "--root", root, "--var-size=64M");

        var again = setup("--var-size=64M");

        assertThat(again.status()).as(when + ": " + again.err()).isZero();
        assertThat(root.resolve("var/qm/lib/app/data")).as(when).hasContent("data\n");
        assertThat(root.resolve("var/qm.private.old")).as(when).doesNotExist();
        assertThat(root.resolve("etc/qm/hostname")).as(when).hasContent("qm\n");
        assertRemovesTo(before, when);
      } finally {
        unmount();
      }
    }
  }

  private static void assumeLoopDevices() throws Exception {
    assumeThat(Shell.run(Path.of("/"), "losetup", "--find").status())
        .as("this machine has no loop devices")
        .isZero();
  }

  /** What a test that failed leaves mounted. */
  private void unmount() throws Exception {
    for (var folder : List.of("var/qm.private", "etc/qm.private", "var/lib/qm/var.new")) {
      Shell.run(Path.of("/"), "umount", "--quiet", root.resolve(folder).toString());
    }
  }

  @Test
  void processorsOfTheSafetySideAreNotThePartitions() throws Exception {
    var online = Files.createDirectories(root.resolve("sys/devices/system/cpu")).resolve("online");
    Files.writeString(online, "0-3\n");
    var dropIn = root.resolve("etc/containers/systemd/qm.container.d/00-setup.conf");

    var result = setup("--asil-cpus=0-1");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(dropIn).content().contains("AllowedCPUs=2-3\n");
    var boot = root.resolve("etc/tmpfiles.d/50-qm-asil-cpus.conf");
    assertThat(boot).content().contains("w /sys/devices/virtual/workqueue/cpumask - - - - c\n");
    assertThat(setup().out()).as("a later call knows").contains("nothing was changed");
    assertThat(setup("--asil-cpus=0-3").err()).contains("the partition needs one");
    assertThat(setup("--asil-cpus=none").status()).isZero();
    assertThat(dropIn).content().doesNotContain("AllowedCPUs=");
    assertThat(boot).doesNotExist();
    assertThat(setup().out()).as("and nothing of it is left").contains("nothing was changed");
  }

  @Test
  void whatThePartitionReadsAndWritesHasAMaximumUntilItIsTakenBack() throws Exception {
    var dropIn = root.resolve("etc/containers/systemd/qm.container.d/00-setup.conf");

    var result = setup("--io-max=50M,500iops");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(dropIn)
        .content()
        .contains(
            "IOReadBandwidthMax=/var/qm.private/", " 50M\n", "IOWriteIOPSMax=/etc/qm.private/");
    assertThat(setup().out()).as("a later call knows").contains("nothing was changed");
    assertThat(setup("--io-max=1").err()).contains("cannot use --io-max 1");
    assertThat(setup("--io-max=none").status()).isZero();
    assertThat(dropIn).content().doesNotContain("IORead");
    assertThat(setup().out()).as("and nothing of it is left").contains("nothing was changed");
  }

  @Test
  void removeLeavesTheMachineAsItWas() throws Exception {
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();

    var result = Qm.run(work, "remove", "--yes", "--root", root);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("The partition is removed.\n");
    assertThat(result.err().lines().filter(line -> line.startsWith("note"))).isEmpty();
    assertThat(Listing.of(root)).isEqualTo(before);
    assertThat(Qm.run(work, "remove", "--root", root).out())
        .startsWith("There is nothing to remove");
  }

  @Test
  void removeClaimsNothingWhereTheLedgerWasEmptied() throws Exception {
    assertThat(setup().status()).isZero();
    Files.writeString(ledger(), "");

    var result = Qm.run(work, "remove", "--root", root);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("There is nothing more to remove: no qm setup is recorded");
    assertThat(result.err()).contains("kept " + root.resolve("usr/lib/qm/rootfs"));
  }

  @Test
  void removeTakesChannelsBackToo() throws Exception {
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();
    for (var sides : List.of("asil,qm", "qm,qm")) {
      var name = sides.substring(0, 1);
      var made = Qm.run(work, "ipc", "new", name, "--between", sides, "--root", root);
      assertThat(made.status()).as(made.err()).isZero();
    }
    assertThat(Qm.run(work, "ipc", "check", "--root", root).out())
        .isEqualTo("no problem in 2 channels\n");

    var result = Qm.run(work, "remove", "--root", root);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void removeLeavesAnEmptyFolderEmpty() throws Exception {
    root = Files.createDirectory(work.resolve("empty"));
    var result = setup();
    assertThat(result.status()).as(result.err()).isZero();

    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void otherUsersOfTheMachineCannotEnterTheTrees() throws Exception {
    assertThat(setup().status()).isZero();

    for (var folder : List.of("usr/lib/qm", "etc/qm.private", "var/qm.private")) {
      assertThat(mode(folder)).as(folder).isEqualTo(0710);
      assertThat(Files.getAttribute(root.resolve(folder), "unix:gid")).as(folder).isEqualTo(0);
    }
    assertThat(Files.readSymbolicLink(root.resolve("etc/qm"))).isEqualTo(CLOSED);
    assertThat(Files.readSymbolicLink(root.resolve("var/qm"))).isEqualTo(CLOSED);
    assertThat(mode("etc/qm/.")).as("/etc inside").isEqualTo(0755);
  }

  /**
   * And a setup that is killed while it moves them leaves what the next one, or a removal, ends.
   */
  @Test
  void treesOfAnOlderVersionAreClosed() throws Exception {
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();
    var whole = Listing.of(root);

    makeOld("etc");
    makeOld("var");
    assertThat(Qm.run(work, "setup", "--root", root, "--dry-run").out())
        .contains("to do  close the partition's trees");
    assertGoesOnTo(whole, "an older version's");

    makeOld("etc");
    Files.createDirectory(root.resolve("etc/qm.private"));
    Files.writeString(
        ledger(), "directory\t/etc/qm.private\nclosed\t/etc/qm\n", StandardOpenOption.APPEND);
    Files.move(root.resolve("etc/qm"), root.resolve("etc/qm.private/tree"));
    assertGoesOnTo(whole, "killed between the move and the link");

    Files.delete(root.resolve("etc/qm"));
    assertRemovesTo(before, "killed between the move and the link");
  }

  @Test
  void aTreeThatAUserProvisionedIsClosedAndComesBackWithARemoval() throws Exception {
    Files.createDirectories(root.resolve("etc/qm/containers"));
    Files.writeString(root.resolve("etc/qm/containers/mine.container"), "[Container]\n");
    assertThat(setup().status()).isZero();
    assertThat(Files.readSymbolicLink(root.resolve("etc/qm"))).isEqualTo(CLOSED);
    assertThat(root.resolve("etc/qm/hostname")).exists();

    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();

    assertThat(Files.isDirectory(root.resolve("etc/qm"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(root.resolve("etc/qm/containers/mine.container")).hasContent("[Container]\n");
    assertThat(root.resolve("etc/qm.private")).doesNotExist();
    assertThat(root.resolve("var/lib/qm")).doesNotExist();
  }

  @Test
  void twoTreesOfOneNameAreNotMixed() throws Exception {
    assertThat(setup().status()).isZero();
    Files.delete(root.resolve("etc/qm"));
    Files.createDirectories(root.resolve("etc/qm/containers"));

    var result = setup();

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("cannot close " + root.resolve("etc/qm"))
        .contains("there is a tree in " + root.resolve("etc/qm.private/tree") + " too");
    assertThat(root.resolve("etc/qm/containers")).isDirectory();
    assertThat(root.resolve("etc/qm.private/tree/hostname")).exists();

    var removed = Qm.run(work, "remove", "--root", root);

    assertThat(removed.status()).as(removed.err()).isZero();
    assertThat(removed.err()).contains("note: kept " + root.resolve("etc/qm"));
    assertThat(root.resolve("etc/qm/containers")).isDirectory();
    assertThat(root.resolve("etc/qm.private")).doesNotExist();
  }

  @Test
  void aLinkOfAnAdministratorsIsRefusedBeforeAnythingIsMoved() throws Exception {
    var elsewhere = Files.createDirectory(root.resolve("data"));
    Files.createSymbolicLink(root.resolve("var/qm"), Path.of("../data"));

    var result = setup();

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("will not use " + root.resolve("var/qm") + ": it is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(root.resolve("etc/containers")).doesNotExist();
  }

  /** Whoever may open the lock can hold it, and have qm wait. */
  @Test
  void theLockOfAnOlderVersionIsReplacedByOneThatNobodyElseCanOpen() throws Exception {
    assertThat(setup().status()).isZero();
    var lock = root.resolve("var/lib/qm/lock");
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
    var held = new ProcessBuilder("flock", "--shared", "--no-fork", lock.toString(), "cat").start();
    try {
      while (Shell.run(work, "flock", "--nonblock", lock.toString(), "true").status() == 0) {
        assertThat(held.isAlive()).isTrue();
      }

      assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();
    } finally {
      held.destroyForcibly();
    }
  }

  /** As it was before trees were closed. */
  private void makeOld(String name) throws IOException {
    var closed = root.resolve(name + "/qm.private");
    Files.delete(root.resolve(name + "/qm"));
    Files.move(closed.resolve("tree"), root.resolve(name + "/qm"));
    Files.delete(closed);
    Files.setPosixFilePermissions(
        root.resolve("usr/lib/qm"), PosixFilePermissions.fromString("rwxr-xr-x"));
    var marks = new ArrayList<>(Files.readAllLines(ledger()));
    assertThat(
            marks.removeAll(
                List.of("closed\t/" + name + "/qm", "directory\t/" + name + "/qm.private")))
        .isTrue();
    Files.write(ledger(), marks);
  }

  @Test
  void removeCanLeaveTheDataForALaterSetup() throws Exception {
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();
    Files.writeString(root.resolve("var/qm/lib/app/data"), "the app's\n");
    Files.writeString(root.resolve("etc/qm/my.conf"), "mine\n");

    var result = Qm.run(work, "remove", "--keep-data", "--root", root);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(root.resolve("usr/lib/qm")).doesNotExist();
    assertThat(root.resolve("usr/share/containers/systemd/qm.container")).doesNotExist();
    assertThat(root.resolve("var/qm/lib/app/data")).hasContent("the app's\n");
    assertThat(mode("var/qm.private")).isEqualTo(0710);
    assertThat(setup().status()).isZero();
    assertThat(root.resolve("var/qm/lib/app/data")).hasContent("the app's\n");
    assertThat(root.resolve("etc/qm/my.conf")).hasContent("mine\n");
    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();
    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void aFolderThatAUsersFileKeptBesideTheDataGoesWithTheRemovalAfterIt() throws Exception {
    var before = Listing.of(root);
    assertThat(setup().status()).isZero();
    var dropIn = root.resolve("etc/containers/systemd/qm.container.d/50-mine.conf");
    Files.writeString(dropIn, "[Service]\nMemoryMax=1G\n");
    assertThat(Qm.run(work, "remove", "--keep-data", "--root", root).status()).isZero();
    assertThat(dropIn).hasContent("[Service]\nMemoryMax=1G\n");
    Files.delete(dropIn);
    assertThat(setup().status()).isZero();

    assertThat(Qm.run(work, "remove", "--root", root).status()).isZero();

    assertThat(Listing.of(root)).isEqualTo(before);
  }

  @Test
  void whatAUserEditedSurvivesASetupAndARemoval() throws Exception {
    assertThat(setup().status()).isZero();
    var dropIn = root.resolve("etc/containers/systemd/qm.container.d/50-mine.conf");
    Files.writeString(dropIn, "[Service]\nMemoryMax=1G\n");
    var quadlet = root.resolve("usr/share/containers/systemd/qm.container");
    Files.writeString(quadlet, "# mine\n", StandardOpenOption.APPEND);
    var mine = Files.readString(quadlet);
    Files.writeString(root.resolve(CONTAINERS_CONF), "# mine\n");

    var again = setup();

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("note: kept your " + quadlet + "; what this version would put there is in ")
        .contains("note: kept your " + root.resolve(CONTAINERS_CONF));
    assertThat(quadlet).hasContent(mine);
    assertThat(root.resolve(CONTAINERS_CONF)).hasContent("# mine\n");
    assertThat(root.resolve(CONTAINERS_CONF + ".qm-new")).content().contains("oom_score_adj");
    assertThat(setup().out()).contains("nothing was changed");

    var removed = Qm.run(work, "remove", "--root", root);
    assertThat(removed.status()).as(removed.err()).isZero();
    assertThat(removed.err()).contains("kept " + quadlet);
    assertThat(quadlet).hasContent(mine);
    assertThat(dropIn).hasContent("[Service]\nMemoryMax=1G\n");
    assertThat(Path.of(quadlet + ".qm-new")).doesNotExist();
    assertThat(root.resolve("etc/qm")).doesNotExist();
  }

  @Test
  void aSetupThatIsKilledAtAnyStepGoesOnAndEndsWithTheSameTree() throws Exception {
    assertThat(setup().status()).isZero();
    var whole = Listing.of(root);
    var before = Listing.of(machine("untouched"));

    var kills = 0;
    for (var line = 1; ; line++) {
      root = machine("killed" + line);
      if (!Qm.killAtLine(line, "setup", "--root", root, "--from", rootfs)) {
        break;
      }
      kills++;
      assertGoesOnTo(whole, "killed at step " + line);
      assertRemovesTo(before, "killed at step " + line);
    }
    assertThat(kills).as("steps").isGreaterThan(8);
  }

  @Test
  void aSetupThatIsKilledAtAnyMomentGoesOnOrCanBeRemoved() throws Exception {
    var started = System.nanoTime();
    assertThat(setup().status()).isZero();
    var duration = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    var whole = Listing.of(root);
    var before = Listing.of(machine("untouched"));
    var seed = System.nanoTime();
    var random = new Random(seed);

    var killed = 0;
    // a moment may fall before the first change or after the last: such a run proves nothing
    for (var i = 0; i < 5 || (killed < 2 && i < 40); i++) {
      root = machine("random" + i);
      var moment = duration / 4 + random.nextLong(duration);
      var process = Qm.start("setup", "--root", root, "--from", rootfs);
      if (!process.waitFor(moment, TimeUnit.MILLISECONDS)) {
        Qm.kill(process);
      }
      var when = "seed " + seed + ", killed after " + moment + " ms";
      if (Files.exists(ledger()) && !Listing.differences(whole, Listing.of(root)).isEmpty()) {
        killed++;
      }
      if (random.nextBoolean()) {
        assertGoesOnTo(whole, when);
      }
      assertRemovesTo(before, when);
    }
    assertThat(killed).as("seed %s, setups killed in the middle", seed).isGreaterThan(1);
  }

  /** What a killed setup had started goes on, and would put files into a tree that is removed. */
  @Test
  void aRemovalWaitsForWhatAKilledSetupHadStarted() throws Exception {
    var before = Listing.of(root);
    var setup = Qm.start("setup", "--root", root, "--from", Rootfs.slow(work));
    var tar = Qm.child(setup, "tar");
    signal("STOP", tar);
    Qm.kill(setup);

    var removal = Qm.start("remove", "--root", root);
    try (var err = removal.errorReader()) {
      var waits =
          "waiting for what a killed qm had started to end: process " + tar.pid() + " (tar)";
      for (var line = err.readLine(); !waits.equals(line); line = err.readLine()) {
        assertThat(line).as("standard error before its end").isNotNull();
      }
      assertThat(root.resolve("usr/lib/qm/rootfs.partial")).exists();
      signal("CONT", tar);
      assertThat(err.lines()).as("standard error").noneMatch(line -> line.contains("error"));
    }

    assertThat(removal.waitFor()).isZero();
    assertThat(Listing.differences(before, Listing.of(root))).isEmpty();
  }

  @Test
  void aRemovalThatIsKilledGoesOnToTheEnd() throws Exception {
    var before = Listing.of(root);
    var seed = System.nanoTime();
    var random = new Random(seed);
    var killed = 0;
    for (var i = 0; i < 5 || (killed < 2 && i < 40); i++) {
      assertThat(setup().status()).isZero();
      var marks = Files.readAllLines(ledger()).size();
      var change = 1 + random.nextInt(marks - 1);
      Qm.killAtChange(ledger(), change, "remove", "--root", root);
      if (Files.exists(ledger()) && Files.readAllLines(ledger()).size() < marks) {
        killed++;
      }
      assertRemovesTo(before, "seed " + seed + ", killed at change " + change + " of " + marks);
    }
    assertThat(killed).as("seed %s, removals killed in the middle", seed).isGreaterThan(1);
  }

  @Test
  void ofTwoSetupsAtOnceBothEndWellOrOneSaysWhyNot() throws Exception {
    assertThat(setup().status()).isZero();
    var whole = Listing.of(root);
    root = machine("shared");

    var other = Qm.start("setup", "--root", root, "--from", rootfs);
    var result = setup();
    var otherError = new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(List.of(result.status(), other.waitFor())).contains(0);
    for (var error : List.of(result.err(), otherError)) {
      if (error.contains("error")) {
        assertThat(error).contains("another qm is at work on this machine");
      }
    }
    assertThat(Listing.of(root)).isEqualTo(whole);
  }

  @Test
  void jsonOutputsParse() throws Exception {
    for (var words : List.of(List.of("--dry-run"), List.<String>of(), List.of("--dry-run"))) {
      var all = new ArrayList<>(words);
      all.add("--json");
      var result = setup(all.toArray(String[]::new));

      assertThat(result.status()).as(result.err()).isZero();
      try (var parser = new JsonFactory().createParser(result.out())) {
        var depth = 0;
        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        assertThat(depth).isZero();
      }
      assertThat(result.out()).contains("\"steps\"");
    }
  }

  private Path ledger() {
    return root.resolve("var/lib/qm/ledger");
  }

  private Shell.Result setup(String... more) throws Exception {
    var words = new ArrayList<Object>(List.of("setup", "--root", root));
    words.addAll(List.of("--from", rootfs));
    words.addAll(List.of(more));
    return Qm.run(work, words.toArray());
  }

  private void signal(String name, ProcessHandle process) throws Exception {
    var sent = Shell.run(work, "sh", "-c", "kill -" + name + " " + process.pid());
    assertThat(sent.status()).as(sent.err()).isZero();
  }

  private void assertGoesOnTo(SortedMap<String, String> whole, String when) throws Exception {
    var result = setup();
    assertThat(result.status()).as("%s: %s", when, result.err()).isZero();
    assertThat(Listing.differences(whole, Listing.of(root))).as(when).isEmpty();
  }

  private void assertRemovesTo(SortedMap<String, String> before, String when) throws Exception {
    var result = Qm.run(work, "remove", "--root", root);
    assertThat(result.status()).as("%s: %s", when, result.err()).isZero();
    assertThat(Listing.differences(before, Listing.of(root))).as(when).isEmpty();
  }

  private void assertNothingHalfWritten() throws IOException {
    assertThat(Listing.of(root).keySet())
        .noneMatch(path -> path.contains(".partial") || path.contains(".qm-new"));
  }

  private int mode(String path) throws IOException {
    return (int) Files.getAttribute(root.resolve(path), "unix:mode") & 07777;
  }

  /** A machine image with a little of everything that setup shares with others. */
  private Path machine(String name) throws IOException {
    var image = Files.createDirectory(work.resolve(name));
    for (var folder : List.of("etc/bluechi", "usr/bin", "usr/lib", "usr/share", "var/lib")) {
      Files.createDirectories(image.resolve(folder));
    }
    Files.writeString(image.resolve("etc/subuid"), "ann:100000:65536\n");
    Files.writeString(image.resolve("etc/bluechi/agent.conf"), "[bluechi-agent]\nNodeName=ecu1\n");
    return image;
  }
}
