package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.machine.Init;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.serve.ChannelServer;
import dev.qm.partition.setup.Setup;

/** {@code qm ipc run}. */
final class RunCommand implements Subcommand {
  private static final PositionalSpec.One NAME =
      PositionalSpec.one("NAME", "the channel, as 'qm ipc new' made it");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc run")
        .summary("serve the safety side of a channel where no systemd does")
        .description(
            """
            Does for one channel between the two sides what systemd does elsewhere: makes the socket that \
            NAME.socket describes, with its drop-ins and from wherever systemd would take it, waits for the first \
            client, and starts the server of /etc/containers/systemd with the socket handed over. A server that ends is started again as Restart= of \
            its quadlet says; the socket stays open meanwhile, so no client is refused.

            Stays in the foreground, and prints what the server does and says. SIGTERM and SIGINT end the server, \
            then the channel. Where systemd runs the machine, it has the channel, and this command says how to start \
            it.
            """)
        .options(CommonOptions.ROOT)
        .positionals(NAME)
        .example("qm ipc run radio", "Serve the channel radio until you interrupt")
        .exit(
            ExitCode.FAILURE,
            "there is no such channel, its server ends again and again, or systemd runs the machine")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var text = in.get(NAME);
    var name =
        ChannelName.parse(text)
            .orElseThrow(
                () -> new UsageException("'" + text + "' is no channel's name", ChannelName.RULE));
    if (root.isHost() && Init.probe(root) instanceof Init.Systemd) {
      throw new CommandFailure(
          Letter.error("systemd runs this machine, and the channel " + name + " with it")
              .note("start it: systemctl start " + name + ".socket")
              .note("at each boot too: systemctl enable --now " + name + ".socket"));
    }
    Setup.requireRoot();
    var server =
        ChannelServer.of(root, name, line -> in.console().err().println("qm ipc run: " + line));
    server.run();
    return ExitCode.OK;
  }
}
