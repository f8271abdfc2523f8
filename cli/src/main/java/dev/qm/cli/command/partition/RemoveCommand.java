package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.PartitionSpec;
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
            QM's files, user ids, units, and the packages that setup installed on the host, unless \
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
