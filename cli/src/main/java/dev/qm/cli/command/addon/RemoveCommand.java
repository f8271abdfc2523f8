package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.packaging.addon.AddonName;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.util.List;
import java.util.Optional;

/** {@code qm addon remove}. */
final class RemoveCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon remove")
        .summary("remove an add-on, by whatever installed it")
        .description(
            """
            Removes the package qm-NAME with dnf or apt, or takes back the files that 'qm addon install' landed. A file \
            that you changed since stays, and is named. What the add-on opened stays open until the partition is \
            started anew.
            """)
        .options(CommonOptions.ROOT)
        .positionals(AddonShelf.NAME)
        .example("sudo qm addon remove kvm", "Take it away again")
        .exit(ExitCode.OK, "the add-on is gone")
        .exit(ExitCode.FAILURE, "it was not installed, or could not be removed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var name = AddonShelf.name(in.get(AddonShelf.NAME));
    var root = in.root();
    var hint = InstalledAddon.find(root, name).map(on -> on.descriptor().afterInstall()).orElse("");
    var records = LandedRecords.addons(root);
    Setup.requireRoot();
    requireNobodyElse(root, name);
    if (records.isInstalled(name.text())) {
      for (var kept : taken(root, records, name)) {
        in.console()
            .err()
            .println("note: kept your changed " + Printable.line(root.at(kept).toString()));
      }
      in.out().println("Removed " + name + ".");
    } else {
      packaged(in, name);
      in.out().println("Removed the package " + name.packageName() + ".");
    }
    if (!hint.isEmpty()) {
      in.out().println("What it opened is open until you run: " + Printable.line(hint));
    }
    return ExitCode.OK;
  }

  private static List<String> taken(Root root, LandedRecords records, AddonName name)
      throws HostException {
    try (var _ = WorkLock.takeInNewFolder(root)) {
      return records.remove(name.text());
    }
  }

  /** An add-on that another one needs stays, whoever installed the two. */
  private static void requireNobodyElse(Root root, AddonName name) throws Exception {
    for (var other : InstalledAddon.names(root)) {
      var needs =
          InstalledAddon.find(root, other).map(on -> on.descriptor().requires()).orElse(List.of());
      for (var needed : needs) {
        if (needed.addon().equals(Optional.of(name))) {
          throw new CommandFailure(
              Letter.error("the add-on " + other + " needs " + name)
                  .note("run 'qm addon remove " + other + "' first"));
        }
      }
    }
  }

  private static void packaged(Invocation in, AddonName name) throws Exception {
    var manager = AddonPackages.of(in.root());
    // a package that is no add-on is not ours to remove, whatever it is called
    if (InstalledAddon.find(in.root(), name).isEmpty()
        || manager.isEmpty()
        || !manager.get().isInstalled(name)) {
      var names = InstalledAddon.names(in.root()).stream().map(AddonName::text).toList();
      throw new CommandFailure(
          Letter.error("the add-on " + name + " is not installed")
              .note(
                  names.isEmpty()
                      ? "none is, on this machine"
                      : "those that are: " + String.join(", ", names)));
    }
    try (var progress = Progress.on(in.console())) {
      var title = "remove " + name.packageName();
      progress.show(title, 10);
      manager.get().remove(name, line -> progress.detail(title, line, 50));
    }
  }
}
