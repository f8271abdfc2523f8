package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.ChannelKind;
import dev.qm.partition.ipc.declared.NewChannel;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;

/** {@code qm ipc new}. */
final class NewCommand implements Subcommand {
  /** Characters of a file that are shown. */
  private static final int LONGEST = 1 << 16;

  private static final String ACROSS = "asil,qm";
  private static final String INSIDE = "qm,qm";

  private static final OptionSpec.Value BETWEEN =
      OptionSpec.text("between", "SIDES", "who serves and who connects").oneOf(ACROSS, INSIDE);
  private static final OptionSpec.Value SERVER_IMAGE =
      OptionSpec.text("server-image", "IMAGE", "image of the server [that of qm's demo]");
  private static final OptionSpec.Value CLIENT_IMAGE =
      OptionSpec.text("client-image", "IMAGE", "image of the client [that of qm's demo]");
  private static final OptionSpec.Flag POD =
      OptionSpec.flag("pod", "inside QM: put server and client into one pod");
  private static final OptionSpec.Flag KUBE =
      OptionSpec.flag("kube", "inside QM: describe both in a Kubernetes file");
  private static final OptionSpec.Flag FORCE =
      OptionSpec.flag("force", "replace files that you changed, or that others made");
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "print the files, write nothing");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc new")
        .summary("write the unit files of a channel, each setting with its reason")
        .description(
            """
            Between asil,qm it writes a socket unit and the server's quadlet on the host, the client's quadlet in the \
            partition, and, once for all channels, the drop-in that shows /run/ipc to the partition. Between qm,qm it \
            writes the server's and the client's quadlets in the partition, with two SELinux categories that nothing \
            else there has: two containers and a volume, or one pod, or a Kubernetes file.

            Without images of your own the channel runs qm's demo, a server and a client that exchange numbered \
            messages. The files are yours to read and to change; a file that was changed, or that something else made, \
            is never overwritten without --force. Nothing is started: the commands that do it are printed.
            """)
        .options(BETWEEN, SERVER_IMAGE, CLIENT_IMAGE, POD, KUBE, FORCE, DRY_RUN, CommonOptions.ROOT)
        .positionals(ChannelArguments.NAME)
        .example("sudo qm ipc new radio --between asil,qm", "Try a channel out with the demo")
        .example(
            "sudo qm ipc new speed --between asil,qm --server-image quay.io/car/speed:1"
                + " --client-image quay.io/car/dash:1",
            "A channel between your own programs")
        .example("qm ipc new chat --between qm,qm --pod --dry-run", "What would be written?")
        .exit(ExitCode.OK, "the files are there")
        .exit(ExitCode.FAILURE, "something is in the way; nothing was written")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var request =
        new NewChannel.Request(
            ChannelArguments.name(in),
            kind(in),
            ChannelArguments.image(in, SERVER_IMAGE),
            ChannelArguments.image(in, CLIENT_IMAGE),
            in.has(FORCE) ? NewChannel.Overwrite.ANYTHING : NewChannel.Overwrite.OURS);
    var spec = PartitionSpec.require(root);
    var system = new SystemTree(in.systemFiles());
    if (in.has(DRY_RUN)) {
      print(in, root, NewChannel.plan(spec, system, request));
      return ExitCode.OK;
    }
    Setup.requireRoot();
    var channel = NewChannel.make(spec, system, request, new ChangeLog(in.out(), root));
    if (channel.isDone()) {
      in.out().println("The channel " + request.name() + " is there already; nothing to do.");
    }
    NextCommands.after(channel, root).print(in.out());
    return ExitCode.OK;
  }

  private static ChannelKind kind(Invocation in) throws UsageException {
    var between = in.value(BETWEEN);
    if (between.isEmpty()) {
      throw new UsageException(
          "--between is missing",
          "write --between asil,qm for a server on the safety side, --between qm,qm inside QM");
    }
    if (in.has(POD) && in.has(KUBE)) {
      throw new UsageException("--pod and --kube do not go together", "keep one of them");
    }
    if (between.get().equals(INSIDE)) {
      return in.has(POD)
          ? ChannelKind.QM_QM_POD
          : in.has(KUBE) ? ChannelKind.QM_QM_KUBE : ChannelKind.QM_QM;
    }
    if (in.has(POD) || in.has(KUBE)) {
      throw new UsageException(
          "--pod and --kube are for --between qm,qm",
          "one pod cannot be on both sides; leave the option out");
    }
    return ChannelKind.ASIL_QM;
  }

  private static void print(Invocation in, Root root, NewChannel channel) {
    for (var planned : channel.files()) {
      var file = planned.file();
      var state =
          switch (planned.state()) {
            case MISSING -> "new";
            case SAME -> "there already";
            case OURS -> "replaces what an earlier call wrote";
            case EDITED -> "replaces what you changed";
            case FOREIGN -> "replaces what something else made";
          };
      in.out()
          .println("==> " + Printable.line(root.at(file.path()).toString()) + " (" + state + ")");
      in.out().println(Printable.lines(file.text().stripTrailing(), LONGEST));
      in.out().println();
    }
    in.out().println("Nothing was written.");
  }
}
