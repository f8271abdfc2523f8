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
import dev.qm.host.machine.Init;
import dev.qm.host.process.Command;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.DemoRemoval;
import dev.qm.partition.ipc.declared.ChannelKind;
import dev.qm.partition.ipc.declared.ChannelRecords;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Removal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;

/** {@code qm remove}. */
public final class RemoveCommand implements Subcommand {
  private static final OptionSpec.Flag KEEP_DATA =
      OptionSpec.flag("keep-data", "leave the partition's /etc and /var where they are");

  private static final OptionSpec.Flag KEEP_PACKAGES =
      OptionSpec.flag("keep-packages", "leave the packages that setup installed on the host");

  private static final OptionSpec.Flag YES =
      OptionSpec.flag(
          'y', "yes", "for scripts that give it to every command: nothing is asked here");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("remove")
        .summary("take the partition away and leave the machine as it was before")
        .description(
            """
            Stops the partition and undoes setup step by step: the rootfs, the partition's /etc and /var, \
            QM's files, user ids, units, channels, OOM scores and mends, what it wrote for BlueChi, add-ons that are no packages, and the packages that setup installed on the host, unless \
            something else came to need them. What setup did not make, and files that you changed, stay.
            """)
        .options(KEEP_DATA, KEEP_PACKAGES, YES, CommonOptions.ROOT)
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
    // the scripts of qm's own package ask for it: a package manager runs already when they do
    var packages = in.has(KEEP_PACKAGES) ? Removal.Packages.KEEP : Removal.Packages.REMOVE;
    var removal = Removal.plan(root, data, packages);
    if (removal.isEmpty()) {
      in.out().println("There is nothing to remove: no qm setup is recorded on this machine.");
      return ExitCode.OK;
    }
    var isOfASetup = removal.get().isOfASetup();
    var notes = new ArrayList<String>();
    var kept = new ArrayList<String>();
    try (var progress = Progress.on(in.console())) {
      var shown = new Shown(progress, notes);
      progress.show("stop the partition", 10);
      var spec = PartitionSpec.load(root);
      if (spec.isPresent()) {
        var runner = Runner.of(spec.get());
        runner.settle(shown::waiting);
        runner.stop();
      }
      stopServed(root, data, notes);
      if (data == Removal.Keep.NOTHING) {
        progress.show("take back channels", 20);
        var etc = spec.map(known -> known.layout().etc()).orElse(Layout.DEFAULT.etc());
        kept.addAll(channels(root, etc));
        progress.show("take back add-ons", 25);
        kept.addAll(all(LandedRecords.addons(root)));
        progress.show("take back OOM scores and mends", 27);
        kept.addAll(all(LandedRecords.scores(root, etc)));
        kept.addAll(all(LandedRecords.mends(root, etc)));
        progress.show("take back BlueChi's configuration", 27);
        kept.addAll(all(LandedRecords.nodes(root, Changes.UNTOLD)));
        progress.show("take back demos", 28);
        kept.addAll(DemoRemoval.withPartition(root, etc, shown));
      }
      progress.show("remove what setup made", 30);
      removal.get().run(shown);
    }
    for (var file : kept) {
      // what was changed in the partition's /etc went with it, if that went
      if (Files.exists(root.at(file), LinkOption.NOFOLLOW_LINKS)) {
        notes.add("kept your changed " + root.at(file));
      }
    }
    var rootfs = root.at(Layout.DEFAULT.rootfs());
    if (!isOfASetup && Files.exists(rootfs, LinkOption.NOFOLLOW_LINKS)) {
      notes.add("kept " + rootfs + ": " + Layout.STATE + "/ledger does not say that setup made it");
    }
    for (var note : notes) {
      in.console().err().println("note: " + note);
    }
    in.out()
        .println(
            !isOfASetup
                ? "There is nothing more to remove: no qm setup is recorded on this machine."
                : data == Removal.Keep.DATA
                    ? "The partition is removed; its data stay for the next `qm up`."
                    : "The partition is removed.");
    return ExitCode.OK;
  }

  /**
   * Ends what the host serves for the partition. Where the channels stay declared it is told how to
   * take them back: when this was called by a package manager there is soon no qm to do it.
   */
  private static void stopServed(Root root, Removal.Keep data, List<String> notes)
      throws HostException {
    var names = new ArrayList<String>();
    var units = new ArrayList<String>();
    for (var record : new ChannelRecords(root).all()) {
      if (record.kind() == ChannelKind.ASIL_QM) {
        names.add(record.name().text());
        units.add(record.name() + ".socket");
        units.add(record.name().server() + ".service");
      }
    }
    if (names.isEmpty()) {
      return;
    }
    if (root.isHost() && Init.probe(root) instanceof Init.Systemd) {
      var stop = new ArrayList<>(List.of("systemctl", "stop"));
      stop.addAll(units);
      // those that are not loaded are not running
      Command.of(stop).run();
    }
    if (data == Removal.Keep.DATA) {
      for (var name : names) {
        notes.add(
            "the channel "
                + name
                + " is stopped and stays declared: after the next `qm up`, `systemctl start "
                + name
                + ".socket`; `qm ipc remove "
                + name
                + "` takes it back while there is a qm, else `systemctl disable "
                + name
                + ".socket`, and remove the files that "
                + root.at(Layout.STATE + "/ipc/" + name)
                + " names");
      }
    }
  }

  /** Takes back what {@code qm ipc new} made: without a partition a channel leads nowhere. */
  private static List<String> channels(Root root, String etc) throws HostException {
    var kept = new ArrayList<String>();
    for (var record : new ChannelRecords(root).all()) {
      var removal = ChannelRemoval.withPartition(root, etc, record.name());
      if (removal.isPresent()) {
        kept.addAll(removal.get().kept());
      }
    }
    return kept;
  }

  /**
   * Takes back what {@code qm addon install} or {@code qm oom set} landed; what is a package, its
   * manager removes.
   */
  private static List<String> all(LandedRecords records) throws HostException {
    var kept = new ArrayList<String>();
    for (var name : records.names()) {
      kept.addAll(records.remove(name));
    }
    return kept;
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

    @Override
    public void waiting(String text) {
      progress.remark(text);
    }
  }
}
