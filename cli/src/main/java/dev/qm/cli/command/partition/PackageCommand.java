package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Maintenance;

/** {@code qm install} and {@code qm uninstall}. */
public final class PackageCommand implements Subcommand {
  private static final PositionalSpec.Some PACKAGES =
      PositionalSpec.some("PACKAGE", "names as the partition's distribution has them");

  private final Maintenance.Change change;

  private PackageCommand(Maintenance.Change change) {
    this.change = change;
  }

  /** {@code qm install}. */
  public static PackageCommand install() {
    return new PackageCommand(Maintenance.Change.INSTALL);
  }

  /** {@code qm uninstall}. */
  public static PackageCommand uninstall() {
    return new PackageCommand(Maintenance.Change.REMOVE);
  }

  @Override
  public CommandSpec spec() {
    return switch (change) {
      case INSTALL ->
          draft("install", "install software in the partition's rootfs")
              .example("qm install vim-tiny", "Bring a package into the partition")
              .build();
      case REMOVE ->
          draft("uninstall", "remove software from the partition's rootfs")
              .example("qm uninstall vim-tiny", "Take a package out of the partition")
              .build();
    };
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    var packages = in.get(PACKAGES);
    var title = change == Maintenance.Change.INSTALL ? "install" : "remove";
    try (var progress = Progress.on(in.console())) {
      progress.show(title + " " + String.join(" ", packages), 10);
      new Maintenance(spec).run(change, packages, line -> progress.detail(title, line, 50));
    }
    in.out()
        .println(
            (change == Maintenance.Change.INSTALL ? "Installed " : "Removed ")
                + String.join(" ", packages)
                + ".");
    return ExitCode.OK;
  }

  private static CommandSpec.Draft draft(String name, String summary) {
    return CommandSpec.named(name)
        .summary(summary)
        .description(
            """
            The running partition sees its rootfs read-only, so software is changed from the host: the \
            rootfs's own package manager runs in a container of its own over the partition's trees, \
            without the host's rights. A running partition sees the new files at once.
            """)
        .options(CommonOptions.ROOT)
        .positionals(PACKAGES);
  }
}
