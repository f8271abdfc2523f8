package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.HostFacts;
import dev.qm.host.machine.Init;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.TreeImage;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.run.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A closed tree in a file system of its own: {@link TreeImage}. All its bytes are taken from the
 * host's disk at once, so that what the host counts on stays, and its inodes are fixed when it is
 * made. What the tree holds is copied, compared, and exchanged by renaming.
 *
 * @param bytes the size of the file system with all that it needs for itself
 * @param bytesPerInode one inode for so many
 */
record OwnFileSystem(Site site, TreeImage image, long bytes, long bytesPerInode) implements Step {
  /** How the mark of a complete one begins; its folder and its bytes follow. */
  static final String FINISHED = "image ";

  /** How policies name a file that mount(8) makes a loop device of. */
  private static final String LOOPED = "mount_loopback_t";

  /** Where a host has its disk to itself; a file system this full is of no use anyway. */
  private static final long LEAVE = 64L << 20;

  @Override
  public String title() {
    return "give "
        + site.at(image.tree().name())
        + " a file system of its own of "
        + (bytes >> 20)
        + " MiB";
  }

  @Override
  public int weight() {
    return 5;
  }

  @Override
  public boolean isDone() throws HostException {
    return site.ledger().holds(finished())
        && image.isThere()
        && image.isMounted()
        && (!hasUnit() || site.landing().isLanded(unit()));
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var exchange = new ImageSwitch(site.root(), site.ledger(), image);
    if (exchange.isBegun()) {
      exchange.run();
    }
    var fresh = !image.isThere();
    if (fresh) {
      fill(notes);
      exchange.run();
    }
    if (hasUnit()) {
      site.land(unit(), notes);
      Command.of("systemctl", "daemon-reload").require();
    }
    image.mount();
    if (!fresh && !site.ledger().holds(finished())) {
      grow();
    }
    finish();
    if (fresh && !site.root().isHost()) {
      notes.note(
          site.at(image.folder())
              + " is mounted from "
              + site.at(image.file())
              + "; unmount it before you pack this root");
    }
  }

  /** What is recorded of the size that {@code image} has or is to have; in bytes. */
  static Optional<Long> recorded(Ledger ledger, TreeImage image) {
    var bytes = Optional.<Long>empty();
    for (var mark : ledger.marks()) {
      if (mark instanceof Mark.Image(var folder, var size) && folder.equals(image.folder())) {
        bytes = Optional.of(size);
      }
    }
    return bytes;
  }

  /** Takes an image away, with all that is in it. */
  static void remove(Root root, TreeImage image) throws HostException {
    Mounts.unmountBelow(root.at(image.folder()));
    discard(root, image);
    try {
      Files.deleteIfExists(root.at(image.file()));
    } catch (IOException failure) {
      throw new HostException("cannot remove " + root.at(image.file()), failure);
    }
  }

  /** Takes away what is not complete. */
  private static void discard(Root root, TreeImage image) throws HostException {
    Mounts.unmountBelow(root.at(image.work()));
    try {
      Files.deleteIfExists(root.at(image.work()));
      Files.deleteIfExists(root.at(image.partial()));
    } catch (IOException failure) {
      throw new HostException("cannot remove " + root.at(image.partial()), failure);
    }
  }

  /** Makes the file complete, beside the folder, which stays as it is. */
  void fill(Notes notes) throws HostException {
    requireStopped(cannot());
    requireOwnPlace();
    requireNobodys();
    discard(site.root(), image);
    requireRoom();
    site.ledger().add(mark());
    forgetOtherSizes();
    var partial = site.at(image.partial());
    var work = site.at(image.work());
    var folder = site.at(image.folder());
    try {
      Files.createFile(partial, permissions(TreeImage.MODE));
      if (SELinux.probe(Root.HOST).knowsType(LOOPED)) {
        Command.of("chcon", "--type=" + LOOPED, "--", partial.toString()).require();
      }
      notes.progress("taking " + (bytes >> 20) + " MiB of the disk");
      allocate(partial);
      Command.of(
              "mkfs.ext4",
              "-q",
              "-F",
              // a reserve for the host's root would be of no use to anybody
              "-m",
              "0",
              "-N",
              Long.toString(bytes / bytesPerInode),
              // discarding would give the room back, and what is left for later would be done
              // beside the safety side
              "-E",
              "nodiscard,lazy_itable_init=0,lazy_journal_init=0",
              partial.toString())
          .require();
      Files.createDirectory(work, permissions("rwx------"));
      image.mount(image.partial(), image.work());
      Files.deleteIfExists(work.resolve("lost+found"));
      notes.progress("copying what is in " + folder);
      Trees.copy(folder, work, site.workers());
      SameTree.require(folder, work);
      for (var attribute : new String[] {"unix:uid", "unix:gid", "unix:mode"}) {
        Files.setAttribute(work, attribute, Files.getAttribute(folder, attribute));
      }
    } catch (IOException failure) {
      discard(site.root(), image);
      throw new HostException("cannot fill " + partial, failure);
    } catch (HostException failure) {
      // its room is the host's again
      discard(site.root(), image);
      throw failure;
    }
    if (!(SELinux.probe(Root.HOST) instanceof SELinux.Absent)) {
      Command.of("chcon", "--reference=" + folder, "--", work.toString()).run();
    }
    Command.of("sync", "--file-system", work.toString()).require();
    Mounts.unmountBelow(work);
    try {
      Files.delete(work);
    } catch (IOException failure) {
      throw new HostException("cannot remove " + work, failure);
    }
  }

  private void allocate(Path file) throws HostException {
    var outcome = Command.of("fallocate", "--length=" + bytes, "--", file.toString()).run();
    if (!outcome.ok()) {
      throw new HostException(
          "cannot take " + (bytes >> 20) + " MiB of the disk for " + site.at(image.file()),
          outcome.lastWords(),
          "make room, or give a smaller --var-size; the disk's file system has to know fallocate(2)");
    }
  }

  /** A bigger one: the file first, then what is in it, which may be in use meanwhile. */
  private void grow() throws HostException {
    var file = site.at(image.file());
    try {
      requireFree(bytes - Files.size(file));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
    allocate(file);
    // only what there is room for is remembered, and done by the next setup if this one is killed
    site.ledger().add(mark());
    var device =
        Command.of("losetup", "--noheadings", "--output=NAME", "--associated", file.toString())
            .require()
            .output()
            .strip();
    if (!device.startsWith("/dev/loop") || device.contains("\n")) {
      throw new HostException(
          "cannot make " + file + " bigger", "it is not mounted once: " + device, "unmount it");
    }
    Command.of("losetup", "--set-capacity", device).require();
    if (!site.workers().with(Command.of("resize2fs", device)).run().ok()) {
      // the kernel wants sys_resource for it, which root in a container has not
      growUnmounted();
    }
  }

  private void growUnmounted() throws HostException {
    requireStopped("make the file system of " + site.at(image.tree().name()) + " bigger");
    var file = site.at(image.file()).toString();
    Mounts.unmountBelow(site.at(image.folder()));
    var check = site.workers().with(Command.of("e2fsck", "-f", "-p", file)).run();
    // 1: there was something to mend, and it is: e2fsck(8)
    if (!check.ok() && check.exitCode() != 1) {
      throw new HostException(
          "the file system in " + file + " is damaged",
          check.lastWords(),
          "look at it with `e2fsck -f " + file + "`");
    }
    site.workers().with(Command.of("resize2fs", file)).require();
    image.mount();
  }

  private void finish() throws HostException {
    if (!site.ledger().holds(finished())) {
      site.ledger().add(mark());
      site.ledger().add(finished());
      // what came with the copy is labelled once more, and the folder around it
      site.ledger().drop(Labels.DONE);
      site.ledger().drop(new Mark.Tree(image.old()));
      forgetOtherSizes();
    }
  }

  private void forgetOtherSizes() throws HostException {
    for (var mark : site.ledger().marks()) {
      var isOther =
          switch (mark) {
            case Mark.Image(var folder, var size) -> folder.equals(image.folder()) && size != bytes;
            case Mark.Finished(var step) -> step.startsWith(prefix()) && !mark.equals(finished());
            default -> false;
          };
      if (isOther) {
        site.ledger().drop(mark);
      }
    }
  }

  private String cannot() {
    return "give " + site.at(image.tree().name()) + " a file system of its own";
  }

  private void requireStopped(String what) throws HostException {
    var spec = PartitionSpec.load(site.root());
    if (spec.isPresent() && Instance.find(spec.get()).isPresent()) {
      throw new HostException(
          "cannot " + what, "the partition runs, and writes to it", "run `qm down` first");
    }
  }

  private void requireOwnPlace() throws HostException {
    for (var place : new String[] {image.folder(), image.tree().place(), image.tree().name()}) {
      if (Mounts.isAt(site.at(place))) {
        throw new HostException(
            "cannot " + cannot(),
            site.at(place) + " is a mount point already",
            "leave --var-size out, or unmount it");
      }
    }
  }

  /** What was exchanged before is removed, so it must be what this makes. */
  private void requireNobodys() throws HostException {
    if (Files.exists(site.at(image.old()), LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException(
          site.at(image.old()) + " is not ours",
          "something else put it there",
          "move it away: what is in the tree stands there while it is exchanged");
    }
  }

  private void requireRoom() throws HostException {
    var folder = site.at(image.folder());
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      var used = SameTree.bytes(folder);
      // a twentieth and more goes for inodes and the journal
      if (used > bytes - bytes / 8) {
        throw new HostException(
            "cannot " + cannot(),
            "there are " + (used >> 20) + " MiB in it, and " + (bytes >> 20) + " MiB would be all",
            "give a bigger --var-size, or remove what is not needed");
      }
    }
    requireFree(bytes);
  }

  private void requireFree(long more) throws HostException {
    var free = HostFacts.freeDisk(site.at(image.file()));
    if (more > 0 && free < more + LEAVE) {
      throw new HostException(
          "the disk at " + site.at(image.file()) + " is too full",
          (free >> 20) + " MiB are free, " + ((more + LEAVE) >> 20) + " MiB are needed",
          "make room, or give a smaller --var-size");
    }
  }

  /** Only the machine's own systemd can mount it; for another root qm does. */
  private boolean hasUnit() {
    return site.root().isHost() && Init.probe(site.root()) instanceof Init.Systemd;
  }

  private NewFile unit() {
    return NewFile.of(image.unit(), image.unitText());
  }

  private Mark mark() {
    return new Mark.Image(image.folder(), bytes);
  }

  private Mark finished() {
    return new Mark.Finished(prefix() + bytes);
  }

  private String prefix() {
    return FINISHED + image.folder() + " ";
  }

  private static FileAttribute<?> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
