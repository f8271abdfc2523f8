package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.partition.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps root inside from changing a folder that the partition has mounted for reading. With a user
 * namespace its files belong to nobody inside, and SELinux has labels for them. Where there is
 * neither, root inside mounts it writable; then the files are made immutable, which only the
 * capability linux_immutable can undo, and the partition does not have that: chattr(1).
 *
 * @param folder as the machine itself names it
 */
record Seal(Site site, String folder) {
  private static final String MARK = "sealed=";

  /** Whether there is nothing else that keeps root inside from writing. */
  boolean isNeeded() throws HostException {
    return switch (site.isolation()) {
      case Isolation.UserNamespace() -> false;
      case Isolation.Plain _ ->
          switch (site.machine().labels()) {
            case UNUSED, UNKNOWN -> true;
            case KNOWN, LOADABLE -> false;
          };
    };
  }

  /** Whether it may be on. */
  boolean isRecorded() {
    return site.ledger().holds(mark());
  }

  /** Takes it off. */
  void open() throws HostException {
    if (isRecorded()) {
      open(site.root(), folder);
      site.ledger().drop(mark());
    }
  }

  /** Says in the ledger that it is to be put on. */
  void record() throws HostException {
    site.ledger().add(mark());
  }

  /** Puts it on what is in {@code tree}; that itself can be renamed still. */
  void closeContent(Path tree, Notes notes) throws HostException {
    var content = new ArrayList<Path>();
    try (var list = Files.newDirectoryStream(tree)) {
      list.forEach(content::add);
    } catch (IOException failure) {
      throw new HostException("cannot look into " + tree, failure);
    }
    var refused = change("+i", content);
    if (refused.isPresent()) {
      notes.note(
          "root inside can change "
              + site.at(folder)
              + ", which it runs from: the partition has no user namespace, there is no SELinux, and "
              + refused.get());
    }
  }

  /** Puts it on the folder and what is in it, as far as that goes. */
  void close() throws HostException {
    change("+i", List.of(site.at(folder)));
  }

  private Mark mark() {
    return new Mark.Finished(MARK + folder);
  }

  /** Takes off all that the ledger knows of. */
  static void openAll(Root root, Ledger ledger) throws HostException {
    for (var mark : ledger.marks()) {
      if (mark instanceof Mark.Finished(var step) && step.startsWith(MARK)) {
        open(root, step.substring(MARK.length()));
      }
    }
  }

  private static void open(Root root, String folder) throws HostException {
    var trees = new ArrayList<Path>();
    for (var beside : List.of("", WholeTree.FRESH, WholeTree.OLD)) {
      var tree = root.at(folder + beside);
      if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
        trees.add(tree);
      }
    }
    change("-i", trees);
  }

  /** Changes files and folders; the reason why that could not be, if it could not. */
  private static Optional<String> change(String how, List<Path> trees) throws HostException {
    if (trees.isEmpty()) {
      return Optional.empty();
    }
    if (Command.find("chattr").isEmpty()) {
      return Optional.of("there is no chattr on this machine (package e2fsprogs)");
    }
    var words = new ArrayList<>(List.of("chattr", "-R", how, "--"));
    trees.forEach(tree -> words.add(tree.toString()));
    var outcome = Command.of(words).run();
    return outcome.ok() ? Optional.empty() : Optional.of("chattr(1) cannot make it immutable");
  }
}
