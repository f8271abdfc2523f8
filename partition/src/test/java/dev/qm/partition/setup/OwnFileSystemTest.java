package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.DiskSpace;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import dev.qm.partition.TreeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The partition's /var in a file system of its own, made with real loop devices on a machine image:
 * what a setup that was killed anywhere leaves is made whole by the next one.
 */
class OwnFileSystemTest {
  private static final long BYTES = 64L << 20;
  private static final String DATA = "/var/qm.private/tree/lib/app/data";

  @TempDir Path folder;
  private final Notebook notes = new Notebook();
  private Root root;
  private TreeImage image;

  @BeforeEach
  void aMachineWithAClosedTree() throws Exception {
    root = new Root(folder.toRealPath().resolve("machine"));
    image = new TreeImage(root, new ClosedTree("/var/qm"));
    Files.createDirectories(root.at("/var/lib/qm"));
    assumeThat(canLoop())
        .as("this machine mounts no files: it needs root and loop devices")
        .isTrue();
    Machines.write(root, DATA, "data\n");
    var app = root.at("/var/qm.private/tree/lib/app");
    Files.createSymbolicLink(app.resolve("link"), Path.of("/etc/shadow"));
    Files.createLink(app.resolve("second"), app.resolve("data"));
    Files.setAttribute(app.resolve("data"), "unix:mode", 04750);
    Files.setLastModifiedTime(app.resolve("data"), FileTime.fromMillis(1_000_000_000_123L));
    Command.of("mkfifo", app.resolve("pipe").toString()).require();
    Files.setAttribute(root.at("/var/qm.private"), "unix:mode", 0710);
    Files.createSymbolicLink(root.at("/var/qm"), Path.of("qm.private/tree"));
    var ledger = Ledger.read(root);
    ledger.add(new Mark.Directory("/var/qm.private"));
    ledger.add(new Mark.Closed("/var/qm"));
    ledger.add(new Mark.Data("/var/qm"));
  }

  @AfterEach
  void unmount() throws Exception {
    Mounts.unmountBelow(root.directory());
    Trees.remove(root.directory());
  }

  @Test
  void whatIsInTheTreeMovesIntoAFileSystemOfItsOwn() throws Exception {
    var step = step(BYTES);
    assertThat(step.isDone()).isFalse();

    step.apply(notes);

    assertThat(step.isDone()).isTrue();
    assertMoved();
    var mount = Mounts.holding(Mounts.of(), root.at("/var/qm.private")).orElseThrow();
    assertThat(mount.options()).contains("nosuid", "nodev");
    assertThat(mount.type()).isEqualTo("ext4");
    var space = DiskSpace.of(root.at("/var/qm.private")).orElseThrow();
    assertThat(space.total()).isBetween(BYTES / 2, BYTES);
    assertThat(space.inodes()).isBetween(BYTES / 16_384, BYTES / 8_192);
    // every byte is taken at once: later there may be none
    assertThat((Long) Files.getAttribute(root.at(image.file()), "unix:size")).isEqualTo(BYTES);
    assertThat(blocks(root.at(image.file()))).isGreaterThanOrEqualTo(BYTES / 512);
    assertThat(Files.getAttribute(root.at(image.file()), "unix:mode")).isEqualTo(0100600);
    assertThat(notes.all).singleElement().asString().contains("unmount it before you pack");
  }

  @Test
  void moreThanItHoldsIsRefusedByItAndLeavesTheHostsDiskAlone() throws Exception {
    step(BYTES).apply(notes);

    var flood =
        Command.of("dd", "if=/dev/zero", "of=" + root.at(DATA) + ".flood", "bs=1M", "count=80")
            .run();

    assertThat(flood.ok()).isFalse();
    assertThat(flood.lastWords()).contains("No space left on device");
    assertThat(blocks(root.at(image.file()))).isLessThan(BYTES / 512 + 64);
  }

  @Test
  void aSecondSetupChangesNothingAndOneAfterABootMountsIt() throws Exception {
    step(BYTES).apply(notes);
    var marks = Ledger.read(root).marks();
    Mounts.unmountBelow(root.at("/var/qm.private"));
    assertThat(step(BYTES).isDone()).isFalse();
    assertThat(root.at("/var/qm.private")).isEmptyDirectory();
    assertThat(Files.getAttribute(root.at("/var/qm.private"), "unix:mode")).isEqualTo(040710);

    step(BYTES).apply(notes);

    assertMoved();
    assertThat(Ledger.read(root).marks()).isEqualTo(marks);
    Mounts.unmountBelow(root.at("/var/qm.private"));
    TreeImage.mountAll(root);
    TreeImage.mountAll(root);
    assertMoved();
  }

  @Test
  void oneThatWasKilledWhileItCopiedBeginsAnew() throws Exception {
    var step = step(BYTES);
    step.fill(notes);
    // as if killed right before the end: with the copy mounted, and then the original changed
    Files.createDirectory(root.at(image.work()));
    image.mount(image.partial(), image.work());
    Files.writeString(root.at(DATA), "data\n");
    Files.writeString(root.at("/var/qm.private/tree/later"), "later\n");

    step(BYTES).apply(notes);

    assertMoved();
    assertThat(root.at("/var/qm.private/tree/later")).hasContent("later\n");
  }

  @Test
  void oneThatWasKilledWhileItExchangedGoesOn() throws Exception {
    for (var killed : List.of("folder away", "file in place", "mounted")) {
      step(BYTES).fill(notes);
      Ledger.read(root).add(new Mark.Tree(image.old()));
      move("/var/qm.private", image.old());
      if (!killed.equals("folder away")) {
        move(image.partial(), image.file());
        // which the step before this one makes anew
        Files.createDirectory(root.at("/var/qm.private"));
        Files.setAttribute(root.at("/var/qm.private"), "unix:mode", 0710);
      }
      if (killed.equals("mounted")) {
        image.mount();
      }

      step(BYTES).apply(notes);

      assertMoved();
      // back for the next one
      Command.of("cp", "-a", root.at("/var/qm.private").toString(), root.at("/copy").toString())
          .require();
      OwnFileSystem.remove(root, image);
      Files.delete(root.at("/var/qm.private"));
      move("/copy", "/var/qm.private");
      var ledger = Ledger.read(root);
      for (var mark : ledger.marks()) {
        if (mark instanceof Mark.Image || mark instanceof Mark.Finished) {
          ledger.drop(mark);
        }
      }
    }
  }

  @Test
  void aBiggerOneGrowsAndKeepsWhatIsInIt() throws Exception {
    step(BYTES).apply(notes);

    step(2 * BYTES).apply(notes);

    assertMoved();
    assertThat(step(2 * BYTES).isDone()).isTrue();
    assertThat(DiskSpace.of(root.at("/var/qm.private")).orElseThrow().total()).isGreaterThan(BYTES);
    assertThat(Ledger.read(root).marks())
        .contains(new Mark.Image("/var/qm.private", 2 * BYTES))
        .doesNotContain(new Mark.Image("/var/qm.private", BYTES));
    // killed in the middle: the file has grown, and nothing else
    Ledger.read(root).add(new Mark.Image("/var/qm.private", 3 * BYTES));
    Command.of("fallocate", "--length=" + 3 * BYTES, root.at(image.file()).toString()).require();
    step(3 * BYTES).apply(notes);
    assertMoved();
    assertThat(DiskSpace.of(root.at("/var/qm.private")).orElseThrow().total())
        .isGreaterThan(2 * BYTES);
  }

  @Test
  void whatCannotBeIsRefusedAndLeavesEverything() throws Exception {
    Machines.write(root, "/var/qm.private/tree/big", "x".repeat(1 << 20));
    assertRefused("not", "it is not a size");
    assertRefused("none", "it is not a size");
    assertRefused("1M", "no partition runs with less than 64 MiB");
    assertRefused("900000G", "is too full");
    Command.of("truncate", "-s", "70M", root.at("/var/qm.private/tree/big").toString()).require();
    assertRefused("64M", "64 MiB would be all");
    assertThat(root.at(DATA)).hasContent("data\n");
    assertThat(root.at(image.partial())).doesNotExist();
    assertThat(root.at(image.file())).doesNotExist();
    Files.delete(root.at("/var/qm.private/tree/big"));

    step(2 * BYTES).apply(notes);
    assertRefused("64M", "there are 128 MiB, and a file system in use gets no smaller");
    assertRefused("900000G", "is too full");
    assertThat(VarSize.plan(site(), Optional.empty()))
        .extracting(OwnFileSystem::bytes)
        .as("a later setup knows")
        .first()
        .isEqualTo(2 * BYTES);
  }

  @Test
  void etcGetsASmallOneUnlessSomebodyMountedOneThere() throws Exception {
    Machines.write(root, "/etc/qm.private/tree/hostname", "qm\n");

    assertThat(VarSize.plan(site(), Optional.of("1G")))
        .extracting(step -> step.image().file() + " " + (step.bytes() >> 20))
        .containsExactly("/var/lib/qm/var.img 1024", "/var/lib/qm/etc.img 128");

    Command.of("mount", "-t", "tmpfs", "tmpfs", root.at("/etc/qm.private").toString()).require();
    assertThat(VarSize.plan(site(), Optional.of("1G")))
        .extracting(step -> step.image().file())
        .containsExactly("/var/lib/qm/var.img");
  }

  @Test
  void aCopyThatDiffersIsNotTaken() throws Exception {
    var one = root.at("/one");
    var other = root.at("/other");
    for (var tree : List.of("/one", "/other")) {
      Machines.write(root, tree + "/in/file", "same");
      Files.setLastModifiedTime(root.at(tree + "/in/file"), FileTime.fromMillis(1_000));
      Files.setLastModifiedTime(root.at(tree + "/in"), FileTime.fromMillis(1_000));
    }
    SameTree.require(one, other);

    Files.writeString(other.resolve("in/file"), "SAME");
    Files.setLastModifiedTime(other.resolve("in/file"), FileTime.fromMillis(1_000));
    assertDiffers(one, other, "other content");
    Files.setAttribute(other.resolve("in/file"), "unix:mode", 0600);
    assertDiffers(one, other, "another kind, mode, owner or time");
    Files.delete(other.resolve("in/file"));
    assertDiffers(one, other, "another");
  }

  @Test
  void aRemovalTakesItAwayAndKeepingTheDataKeepsIt() throws Exception {
    step(BYTES).apply(notes);

    remove(Removal.Keep.DATA);
    assertMoved();

    remove(Removal.Keep.NOTHING);
    assertThat(root.at("/var/qm.private")).doesNotExist();
    assertThat(root.at("/var/qm")).doesNotExist();
    assertThat(root.at(image.file())).doesNotExist();
    assertThat(Mounts.below(root.directory())).isEmpty();
  }

  @Test
  void aRemovalThatKeepsTheDataEndsAnExchangeFirst() throws Exception {
    step(BYTES).fill(notes);
    Ledger.read(root).add(new Mark.Tree(image.old()));
    move("/var/qm.private", image.old());

    remove(Removal.Keep.DATA);

    assertMoved();
  }

  private void assertMoved() throws Exception {
    assertThat(image.isThere()).isTrue();
    assertThat(image.isMounted()).isTrue();
    assertThat(root.at(image.old())).doesNotExist();
    assertThat(root.at(image.partial())).doesNotExist();
    assertThat(root.at(image.work())).doesNotExist();
    assertThat(root.at(DATA)).hasContent("data\n");
    assertThat(root.at("/var/qm/lib/app/data")).hasContent("data\n");
    assertThat(Files.getAttribute(root.at("/var/qm.private"), "unix:mode")).isEqualTo(040710);
    var app = root.at("/var/qm.private/tree/lib/app");
    assertThat(Files.readSymbolicLink(app.resolve("link"))).isEqualTo(Path.of("/etc/shadow"));
    assertThat(Files.getAttribute(app.resolve("data"), "unix:nlink")).isEqualTo(2);
    assertThat(Files.exists(app.resolve("pipe"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  private static void assertDiffers(Path one, Path other, String how) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> SameTree.require(one, other))
        .withMessageContaining(how);
  }

  private void assertRefused(String size, String why) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> VarSize.plan(site(), Optional.of(size)).getFirst().apply(notes))
        .withMessageContaining(why);
  }

  private void move(String from, String to) throws IOException {
    Files.move(root.at(from), root.at(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private void remove(Removal.Keep data) throws Exception {
    Removal.plan(root, data).orElseThrow().run(notes);
  }

  private OwnFileSystem step(long bytes) throws Exception {
    return new OwnFileSystem(site(), image, bytes, 16_384);
  }

  private Site site() throws HostException {
    return new Site(
        root,
        Layout.DEFAULT,
        new Machine(root, Isolation.Wanted.PLAIN),
        new SystemTree(Machines.SYSTEM),
        Ledger.read(root));
  }

  /** In units of 512 bytes: stat(2). */
  private static long blocks(Path file) throws HostException {
    return Long.parseLong(
        Command.of("stat", "--format=%b", file.toString()).require().output().strip());
  }

  private boolean canLoop() throws Exception {
    var file = root.at("/try");
    var place = Files.createDirectories(root.at("/tried"));
    Command.of("truncate", "-s", "2M", file.toString()).require();
    var can =
        Command.of("mkfs.ext4", "-q", "-F", file.toString()).run().ok()
            && Command.of("mount", "-o", "loop", file.toString(), place.toString()).run().ok();
    Mounts.unmountBelow(place);
    return can;
  }
}
