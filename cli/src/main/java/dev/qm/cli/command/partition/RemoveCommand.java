package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.ChannelKind;
import dev.qm.partition.ipc.ChannelRecords;
import dev.qm.partition.ipc.ChannelRemoval;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Removal;
import java.util.ArrayList;
import java.util.List;

/** {@code qm remove}. */
public final class RemoveCommand implements Subcommand {
  private static final OptionSpec.Flag KEEP_DATA =
      OptionSpec.flag("keep-data", "leave the partition's /etc and /var where they are");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("remove")
        .summary("take the partition away and leave the machine as it was before")
        .description(
            """
            Stops the partition and undoes setup step by step: the rootfs, the partition's /etc and /var, \
            QM's files, user ids, units, channels, and the packages that setup installed on the host, unless \
            something else came to need them. What setup did not make, and files that you changed, stay.
            """)
        .options(KEEP_DATA, CommonOptions.ROOT)
        .example("qm remove", "The full undo")
        .example("qm remove --keep-data", "A later qm up finds the apps and settings again")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    // the usual way starts programs through one that lies in the run-time image, which goes away
    // here
    System.setProperty("jdk.lang.Process.launchMechanism", "FORK");
    var root = in.root();
    var data = in.has(KEEP_DATA) ? Removal.Keep.DATA : Removal.Keep.NOTHING;
    var removal = Removal.plan(root, data);
    if (removal.isEmpty()) {
      in.out().println("There is nothing to remove: no qm setup is recorded on this machine.");
      return ExitCode.OK;
    }
    var notes = new ArrayList<String>();
    try (var progress = Progress.on(in.console())) {
      progress.show("stop the partition", 10);
      var spec = PartitionSpec.load(root);
      if (spec.isPresent()) {
        Runner.of(spec.get()).stop();
      }
      if (data == Removal.Keep.NOTHING) {
        progress.show("take back channels", 20);
        var etc = spec.map(known -> known.layout().etc()).orElse(Layout.DEFAULT.etc());
        notes.addAll(channels(root, etc));
      }
      progress.show("remove what setup made", 30);
      removal.get().run(new Shown(progress, notes));
    }
    for (var note : notes) {
      in.console().err().println("note: " + note);
    }
    in.out()
        .println(
            data == Removal.Keep.DATA
                ? "The partition is removed; its data stay for the next `qm up`."
                : "The partition is removed.");
    return ExitCode.OK;
  }

  /** Takes back what {@code qm ipc new} made: without a partition a channel leads nowhere. */
  private static List<String> channels(Root root, String etc) throws HostException {
    var notes = new ArrayList<String>();
    for (var record : new ChannelRecords(root).all()) {
      var removal =
          ChannelRemoval.carryOut(
              root, etc, record.name(), ChannelRemoval.Extent.OURS, change -> {});
      if (removal.isPresent()) {
        for (var kept : removal.get().kept()) {
          notes.add("kept your changed " + root.at(kept));
        }
        if (record.kind() == ChannelKind.ASIL_QM && root.isHost()) {
          notes.add(
              "if the channel "
                  + record.name()
                  + " is served, it goes on: systemctl stop "
                  + record.name()
                  + ".socket "
                  + record.name().server()
                  + ".service");
        }
      }
    }
    return notes;
  }

  private record Shown(Progress progress, List<String> notes) implements Notes {
    @Override
    public void note(String text) {
      notes.add(text);
    }

    @Override
    public void progress(String text) {
      progress.detail("remove what setup made", text, 60);
    }
  }
}
