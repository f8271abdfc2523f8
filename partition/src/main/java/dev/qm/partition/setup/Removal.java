package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.machine.Init;
import dev.qm.host.packages.PackageSystem;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.FileLabels;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Layout;
import dev.qm.partition.TreeImage;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Fate;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.TakingBack;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.selinux.PolicyInstallation;
import dev.qm.partition.selinux.PolicyName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Undoes a setup: walks the ledger backwards and takes away what setup made, nothing else. A
 * removal that was killed goes on where it was.
 */
public final class Removal {
  private final Root root;
  private final Ledger ledger;
  private final Keep data;
  private final Packages packages;

  /** What becomes of the partition's {@code /etc} and {@code /var}. */
  public enum Keep {
    NOTHING,
    DATA
  }

  /** What becomes of the packages that setup installed on the host. */
  public enum Packages {
    REMOVE,
    /** They stay, as a package manager would remove them that waits for us. */
    KEEP
  }

  private Removal(Root root, Ledger ledger, Keep data, Packages packages) {
    this.root = root;
    this.ledger = ledger;
    this.data = data;
    this.packages = packages;
  }

  /** The removal of what is recorded below {@code root}; empty when nothing is. */
  public static Optional<Removal> plan(Root root, Keep data) throws HostException {
    return plan(root, data, Packages.REMOVE);
  }

  /** As {@link #plan(Root, Keep)}, with a choice about the host's packages. */
  public static Optional<Removal> plan(Root root, Keep data, Packages packages)
      throws HostException {
    var ledger = Ledger.read(root);
    return ledger.isEmpty() && !ledger.hasLeftovers()
        ? Optional.empty()
        : Optional.of(new Removal(root, ledger, data, packages));
  }

  /**
   * Whether a setup is recorded, and not just what one leaves that was killed at its very start.
   */
  public boolean isOfASetup() {
    return !ledger.isEmpty();
  }

  /** Takes everything away. The partition must not run. */
  public void run(Notes notes) throws HostException {
    ledger.sweep();
    if (!Files.isDirectory(root.at(Layout.STATE))) {
      return;
    }
    try (var _ = WorkLock.take(root)) {
      Workers.of(root).await(notes::waiting);
      ledger.reload();
      if (data == Keep.DATA) {
        // what a killed setup was exchanging is the data
        ImageSwitch.settle(root, ledger);
      }
      relink();
      Seal.openAll(root, ledger);
      for (var turn : Turn.values()) {
        undo(turn, notes);
      }
      if (ledger.marks().stream().allMatch(ledger::isAboveLedger)) {
        ledger.delete();
      }
    }
  }

  /**
   * When a mark is undone. The policy lets this program talk to systemd: systemd forgets the
   * service before it goes. And while it goes, which takes long, the program must be there to be
   * called again.
   */
  private enum Turn {
    SERVICE_AND_FILES,
    POLICY,
    PROGRAM_AND_FOLDERS
  }

  private static Turn turnOf(Mark mark) {
    return switch (mark) {
      case Mark.PolicyModule _ -> Turn.POLICY;
      case Mark.Directory _, Mark.Packages _ -> Turn.PROGRAM_AND_FOLDERS;
      case Mark.Tree(var path) when path.startsWith(Layout.RUNTIME) -> Turn.PROGRAM_AND_FOLDERS;
      case Mark.Link(var path, var _) when path.equals(Layout.COMMAND) -> Turn.PROGRAM_AND_FOLDERS;
      case Mark.Tree _,
          Mark.Link _,
          Mark.Data _,
          Mark.Closed _,
          Mark.Image _,
          Mark.Landed _,
          Mark.Subids _,
          Mark.Finished _ ->
          Turn.SERVICE_AND_FILES;
    };
  }

  private void undo(Turn turn, Notes notes) throws HostException {
    for (var mark : ledger.marks().reversed()) {
      // the folders of the ledger go last, with it
      if (turnOf(mark) == turn
          // what one leaves alone, another may have taken care of
          && ledger.holds(mark)
          && !ledger.isAboveLedger(mark)
          && !(data == Keep.DATA && isKept(mark))) {
        undo(mark, notes);
        if (!isLeftStanding(mark)) {
          drop(mark);
        }
      }
    }
    if (turn == Turn.SERVICE_AND_FILES
        && root.isHost()
        && Init.probe(root) instanceof Init.Systemd) {
      Command.of("systemctl", "daemon-reload").run();
    }
  }

  /**
   * On a full disk the ledger's file keeps the mark for now: what is gone is taken away once more
   * without harm, and a removal is what makes room.
   */
  private void drop(Mark mark) throws HostException {
    try {
      ledger.drop(mark);
    } catch (HostException failure) {
      if (!failure.isFull()) {
        throw failure;
      }
    }
  }

  /** With the data stay the folders above it, and the knowledge that they are filled. */
  private boolean isKept(Mark mark) {
    return switch (mark) {
      case Mark.Data _, Mark.Closed _, Mark.Image _ -> true;
      case Mark.Landed(var path, var _) -> isInData(path) || isUnitOfData(path);
      case Mark.Link(var path, var _) -> isInData(path);
      case Mark.Directory(var path) -> isInData(path);
      case Mark.Finished(var step) ->
          step.startsWith(CopyTree.FINISHED)
              || step.startsWith(OwnFileSystem.FINISHED)
              || mark.equals(OwnAgent.CHOSEN);
      case Mark.Tree _, Mark.Subids _, Mark.Packages _, Mark.PolicyModule _ -> false;
    };
  }

  /**
   * A folder in which somebody's file stays while the data does: a later setup finds it there, and
   * the removal of that setup has to know that it is ours.
   */
  private boolean isLeftStanding(Mark mark) {
    return data == Keep.DATA
        && mark instanceof Mark.Directory(var path)
        && Files.isDirectory(root.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** What mounts the data's file system at boot. */
  private boolean isUnitOfData(String path) {
    for (var image : TreeImage.all(root)) {
      if (image.unit().equals(path) && OwnFileSystem.recorded(ledger, image).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private boolean isInData(String path) {
    for (var mark : ledger.marks()) {
      var tree =
          switch (mark) {
            case Mark.Data(var name) -> name;
            case Mark.Closed(var name) -> new ClosedTree(name).place();
            default -> "";
          };
      if (!tree.isEmpty() && (path.startsWith(tree + "/") || tree.startsWith(path + "/"))) {
        return true;
      }
    }
    return false;
  }

  private void undo(Mark mark, Notes notes) throws HostException {
    switch (mark) {
      case Mark.Directory(var path) -> takingBack(notes).folders(List.of(path));
      case Mark.Landed landed -> file(landed, notes);
      case Mark.Link(var path, var target) -> {
        if (Disk.of(root).isReachable(path)) {
          takingBack(notes).link(path, target);
        } else {
          barred(path, notes);
        }
      }
      case Mark.Tree(var path) -> tree(path, notes);
      case Mark.Data(var path) -> tree(isClosed(path) ? new ClosedTree(path).place() : path, notes);
      case Mark.Closed(var path) -> open(new ClosedTree(path), notes);
      case Mark.Image(var path, var _) -> image(path, notes);
      case Mark.Subids(var owner) -> SubordinateIds.release(root, owner);
      case Mark.Packages(var names) -> packages(names, notes);
      case Mark.PolicyModule _ -> policy(notes);
      case Mark.Finished finished -> KernelWork.undo(root, finished, notes);
    }
  }

  private void image(String folder, Notes notes) throws HostException {
    for (var image : TreeImage.all(root)) {
      if (image.folder().equals(folder)) {
        notes.progress("removing " + root.at(image.file()));
        OwnFileSystem.remove(root, image);
      }
    }
  }

  /** All modules of the ledger at once: each alone would need what the others have. */
  private void policy(Notes notes) throws HostException {
    if (SELinux.probe(Root.HOST) instanceof SELinux.Absent || !PolicyStore.hasSemodule(Root.HOST)) {
      return;
    }
    if (!root.isHost() && !Ledger.read(Root.HOST).isEmpty()) {
      notes.note("kept QM's SELinux policy: this machine's own partition needs it");
      return;
    }
    notes.progress("removing QM's SELinux policy");
    try {
      if (!PolicyInstallation.remove(PolicyStore.open(Root.HOST), PolicyName.QM).isEmpty()
          && data == Keep.DATA
          && root.isHost()) {
        // the types of what stays are gone, and files without a type nobody may use
        FileLabels.restoreAll(kept());
      }
    } catch (HostException failure) {
      // somebody's own module may need our types: that is no reason to keep the rest
      notes.note("kept QM's SELinux policy: " + failure.getMessage());
    }
  }

  private TakingBack takingBack(Notes notes) {
    return new TakingBack(
        Disk.of(root),
        change -> {
          if (change instanceof Changes.Change.Left(var path) && !isInOurTree(path)) {
            notes.note("could not remove " + root.at(path) + ", which a killed write left");
          }
        });
  }

  private List<Path> kept() throws HostException {
    var kept = new ArrayList<Path>();
    for (var mark : ledger.marks()) {
      if (mark instanceof Mark.Data(var tree)) {
        kept.add(ConfinedPath.resolve(root.directory(), tree));
      }
    }
    return kept;
  }

  private void file(Mark.Landed landed, Notes notes) throws HostException {
    var path = landed.path();
    var takingBack = takingBack(notes);
    var fate = takingBack.fate(new FileMark(path, landed.digests()), Edits.KEPT);
    takingBack.file(path, fate);
    if (fate == Fate.BARRED) {
      barred(path, notes);
    } else if (fate == Fate.EDITED && !isInOurTree(path)) {
      notes.note("kept " + root.at(path) + ": it was changed since setup wrote it");
    }
  }

  /**
   * The partition puts links into its trees to have files of the host removed: none is followed.
   */
  private void barred(String path, Notes notes) {
    if (!isInOurTree(path)) {
      notes.note("kept " + root.at(path) + ": a symbolic link stands on the way to it");
    }
  }

  /** True when the whole tree around {@code path} goes away anyway. */
  private boolean isInOurTree(String path) {
    for (var mark : ledger.marks()) {
      var isIn =
          switch (mark) {
            case Mark.Tree(var tree) -> path.startsWith(tree + "/");
            case Mark.Data(var tree) -> path.startsWith(tree + "/");
            case Mark.Directory _,
                Mark.Landed _,
                Mark.Link _,
                Mark.Closed _,
                Mark.Image _,
                Mark.Subids _,
                Mark.Packages _,
                Mark.PolicyModule _,
                Mark.Finished _ ->
                false;
          };
      if (isIn) {
        return true;
      }
    }
    return false;
  }

  private boolean isClosed(String path) {
    return ledger.holds(new Mark.Closed(path))
        && Files.exists(root.at(new ClosedTree(path).place()), LinkOption.NOFOLLOW_LINKS);
  }

  /** Ends the move of a tree that a killed setup had begun, so that everything has its name. */
  private void relink() throws HostException {
    for (var mark : ledger.marks()) {
      if (mark instanceof Mark.Closed(var path)
          && Files.exists(root.at(new ClosedTree(path).place()))
          && !Disk.of(root).isTaken(path)) {
        Disk.of(root).makeLink(path, new ClosedTree(path).link());
      }
    }
  }

  /** Takes the link away, and moves the tree back where it was, if it is not gone. */
  private void open(ClosedTree tree, Notes notes) throws HostException {
    takingBack(notes).link(tree.name(), tree.link());
    var place = root.at(tree.place());
    var name = root.at(tree.name());
    if (Mounts.isAt(place)) {
      notes.note("kept " + place + ", which is a mount point");
    } else if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
      notes.note("kept " + name + ", which is not the partition's: its own was " + place);
      if (ledger.holds(new Mark.Data(tree.name()))) {
        tree(tree.place(), notes);
        drop(new Mark.Data(tree.name()));
      }
    } else if (Files.exists(place)) {
      try {
        Files.move(place, name, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failure) {
        throw new HostException("cannot move " + place + " back to " + name, failure);
      }
    }
  }

  private void tree(String path, Notes notes) throws HostException {
    var tree = root.at(path);
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      notes.progress("removing " + tree);
      Mounts.unmountBelow(tree);
      Trees.remove(tree, Workers.of(root));
    }
  }

  /** Only what nothing else came to need meanwhile. */
  private void packages(List<String> names, Notes notes) throws HostException {
    var system = PackageSystem.probe(root);
    if (system.isEmpty() || !root.isHost()) {
      return;
    }
    if (packages == Packages.KEEP) {
      notes.note("kept the packages that setup installed: " + String.join(" ", names));
      return;
    }
    List<String> needed;
    try {
      needed = system.get().neededElsewhere(names);
    } catch (HostException impossible) {
      // they stay, which is no reason to keep the rest
      notes.note(
          "kept the packages that setup installed ("
              + String.join(" ", names)
              + "): "
              + impossible.getMessage());
      return;
    }
    if (needed.isEmpty()) {
      var podman = names.contains("podman");
      if (podman) {
        PodmanTraces.removeRules();
      }
      system.get().purge(names, notes::progress);
      if (podman) {
        PodmanTraces.removeFiles();
      }
    } else {
      notes.note(
          "kept the packages that setup installed ("
              + String.join(" ", names)
              + "): "
              + String.join(" ", needed)
              + " came later and needs them");
    }
  }
}
