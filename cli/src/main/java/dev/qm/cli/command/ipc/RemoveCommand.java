package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.ChannelRecord;
import dev.qm.partition.ipc.declared.ChannelRecords;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.setup.Setup;
import java.util.Optional;

/** {@code qm ipc remove}. */
final class RemoveCommand implements Subcommand {
  private static final OptionSpec.Flag FORCE =
      OptionSpec.flag("force", "remove files that you changed as well");
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "print what would be removed, remove nothing");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc remove")
        .summary("take back exactly what qm ipc new made for a channel")
        .description(
            """
            Removes the files that 'qm ipc new' wrote, and the folders that it made if nothing else is in them by now. \
            A file that you changed stays, and is named. The drop-in that shows /run/ipc to the partition goes with \
            the last channel that needs it.

            Units that run are not stopped, for another program may still use the channel: the commands that stop \
            them are printed.
            """)
        .options(FORCE, DRY_RUN, CommonOptions.ROOT)
        .positionals(ChannelArguments.NAME)
        .example("sudo qm ipc remove radio", "Take the channel back")
        .example("qm ipc remove radio --dry-run", "What would go?")
        .exit(ExitCode.OK, "what was made is gone, but for files that you changed")
        .exit(ExitCode.FAILURE, "there is no such channel, or it could not be removed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var name = ChannelArguments.name(in);
    var edits = in.has(FORCE) ? Edits.GIVEN_UP : Edits.KEPT;
    var etc =
        PartitionSpec.load(root).map(spec -> spec.layout().etc()).orElse(Layout.DEFAULT.etc());
    if (in.has(DRY_RUN)) {
      print(in, root, existing(root, name, ChannelRemoval.plan(root, etc, name, edits)));
      return ExitCode.OK;
    }
    Setup.requireRoot();
    var removal =
        existing(
            root,
            name,
            ChannelRemoval.carryOut(root, etc, name, edits, new ChangeLog(in.out(), root)));
    for (var kept : removal.kept()) {
      in.console()
          .err()
          .println(
              "note: kept "
                  + Printable.line(root.at(kept).toString())
                  + ", which was changed since `qm ipc new` wrote it; --force removes it");
    }
    NextCommands.after(removal, root).print(in.out());
    return ExitCode.OK;
  }

  private static ChannelRemoval existing(
      Root root, ChannelName name, Optional<ChannelRemoval> removal)
      throws CommandFailure, HostException {
    if (removal.isPresent()) {
      return removal.get();
    }
    var names =
        new ChannelRecords(root)
            .all().stream().map(ChannelRecord::name).map(ChannelName::text).toList();
    throw new CommandFailure(
        Letter.error("`qm ipc new` made no channel " + name + " on this machine")
            .note(
                names.isEmpty()
                    ? "it made none at all; what was written by hand is removed by hand"
                    : "it made: " + String.join(", ", names)));
  }

  private static void print(Invocation in, Root root, ChannelRemoval removal) {
    for (var fated : removal.fates()) {
      var fate =
          switch (fated.fate()) {
            case REMOVED -> "remove";
            case GONE -> "gone";
            case SHARED -> "keep, other channels need it:";
            case EDITED -> "keep, it was changed:";
            case BARRED -> "leave alone, what is no folder stands on the way:";
          };
      in.out().println(fate + " " + Printable.line(root.at(fated.file().path()).toString()));
    }
    in.out().println("Nothing was removed.");
  }
}
