package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.Root;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.addon.Addon;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.AddonSources;
import dev.qm.packaging.addon.Relation;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code qm addon install}. */
final class InstallCommand implements Subcommand {
  /**
   * Not the working folder's, as elsewhere: what root installs must not depend on where root
   * stands.
   */
  private static final OptionSpec.Value ADDONS =
      OptionSpec.folder("addons", "DIR", "the folder of add-ons [those that qm brings]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon install")
        .summary("install an add-on with dnf or apt, or from its folder")
        .description(
            """
            Where dnf or apt knows the package qm-NAME, it installs it. Elsewhere the files of the add-on's folder land \
            by themselves, and qm keeps a record of them in /var/lib/qm/addons. A file that you changed since stays, and what \
            would be there now lands beside it as FILE.qm-new; a file of another package, or one that you made, keeps \
            all of them from landing.

            The partition takes the add-on up when it is started the next time.
            """)
        .options(ADDONS, CommonOptions.ROOT)
        .positionals(AddonShelf.NAME)
        .example("sudo qm addon install kvm", "Virtual machines in the partition")
        .exit(ExitCode.OK, "the add-on is installed")
        .exit(ExitCode.FAILURE, "there is none of that name, or something is in the way")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var name = AddonShelf.name(in.get(AddonShelf.NAME));
    var root = in.root();
    var records = LandedRecords.addons(root);
    if (InstalledAddon.find(root, name).isPresent() && !records.isInstalled(name.text())) {
      in.out().println("The add-on " + name + " is installed already, by a package manager.");
      return ExitCode.OK;
    }
    Setup.requireRoot();
    var manager = AddonPackages.of(root);
    if (manager.isPresent() && manager.get().knows(name)) {
      try (var progress = Progress.on(in.console())) {
        var title = "install " + name.packageName();
        progress.show(title, 10);
        manager.get().install(name, line -> progress.detail(title, line, 50));
      }
      in.out().println("Installed the package " + name.packageName() + ".");
      InstalledAddon.find(root, name).ifPresent(on -> hint(in, on.descriptor().afterInstall()));
      return ExitCode.OK;
    }
    var addon = land(in, name, root, records);
    in.out().println("Installed " + name + ".");
    for (var needed : addon.requires()) {
      if (needed.where() == Relation.Where.EVERYWHERE && isNoAddon(in, needed)) {
        in.console()
            .err()
            .println("note: it needs the package " + Printable.line(needed.dependency().name()));
      }
    }
    hint(in, addon.afterInstall());
    return ExitCode.OK;
  }

  private static void hint(Invocation in, String command) {
    if (!command.isEmpty()) {
      in.out().println("To apply it, run: " + Printable.line(command));
    }
  }

  private static Addon land(Invocation in, AddonName name, Root root, LandedRecords records)
      throws Exception {
    var shelf = shelf(in);
    var found = shelf.require(name);
    var problems = shelf.problems(found, shelf.check(in, List.of(found)));
    AddonShelf.print(in, problems);
    if (AddonShelf.isBroken(problems)) {
      throw new CommandFailure(
          Letter.error("the add-on " + name + " was not installed: there are mistakes in it"));
    }
    var addon = found.addon();
    requireOthers(in, addon, root);
    List<NewFile> files = new ArrayList<>();
    for (var file : addon.files()) {
      switch (file.entry()) {
        case PackageEntry.File landed ->
            files.add(
                NewFile.of(
                    landed.path(),
                    landed.content().read(),
                    landed.mode() == 0755 ? "0755" : "0644"));
        case PackageEntry.Folder _, PackageEntry.Link _, PackageEntry.Made _ ->
            throw new CommandFailure(
                Letter.error(file.source() + " is no file")
                    .note("an add-on with links can only be installed as a package"));
      }
    }
    files.add(
        NewFile.of(
            addon.landedDescriptor(), addon.text().getBytes(StandardCharsets.UTF_8), "0644"));
    try (var _ = WorkLock.takeInNewFolder(root)) {
      for (var kept : records.install(name.text(), files)) {
        in.console().err().println("note: " + Printable.line(kept.sentence(root)));
      }
    }
    return addon;
  }

  private static AddonShelf shelf(Invocation in) throws CommandFailure {
    var given = in.path(ADDONS);
    return given.isPresent()
        ? AddonShelf.in(given.get())
        : new AddonShelf(new AddonSources(AddonShelf.brought(in)));
  }

  /** What a package manager would see to. */
  private static void requireOthers(Invocation in, Addon addon, Root root) throws Exception {
    for (var needed : addon.requires()) {
      var other = needed.addon();
      if (!isNoAddon(in, needed) && InstalledAddon.find(root, other.orElseThrow()).isEmpty()) {
        throw new CommandFailure(
            Letter.error("the add-on " + addon.name() + " needs the add-on " + other.get())
                .note("run 'qm addon install " + other.get() + "' first"));
      }
    }
    for (var hostile : addon.conflicts()) {
      var other = hostile.addon();
      if (other.isPresent() && InstalledAddon.find(root, other.get()).isPresent()) {
        throw new CommandFailure(
            Letter.error("the add-on " + addon.name() + " does not go with " + other.get())
                .note("run 'qm addon remove " + other.get() + "' first"));
      }
    }
  }

  private static boolean isNoAddon(Invocation in, Relation relation) throws Exception {
    var name = relation.addon();
    return name.isEmpty() || !shelf(in).sources().names().contains(name.get());
  }
}
