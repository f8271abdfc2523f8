package dev.qm.cli.command.trust;

import dev.qm.bluechi.relay.Permissions;
import dev.qm.bluechi.relay.Relay;
import dev.qm.bluechi.relay.RelayLimits;
import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Letter;
import java.time.InstantSource;

/** {@code qm bluechi relay}. */
public final class RelayCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi relay")
        .summary("let agents and controller speak TLS, each node by its certificate")
        .description(
            """
            Stands in front of the agents of a machine, and where the controller is in front of that too, as \
            /etc/qm-assurance/bluechi/relay.conf says. Between machines it speaks TLS 1.3, and both ends need a certificate of \
            `qm bluechi trust`. A node can register under the name in its certificate only, whatever its agent says.

            /etc/qm-assurance/bluechi/permissions.conf says which units the controller may control on a node, and on which \
            units of other nodes a node may depend. Without it the controller may control all, and the node of a partition may \
            depend on units of partitions only: a dependency would start a unit of its host.

            A node with Socket= in place of Controller= goes on to the controller as it is, without TLS: so the agent of a partition \
            comes by a socket in /run/ipc, and can register under that node's name only.

            Certificates and permissions are read again when they change. It runs in the foreground and says on standard error who came, who \
            was refused, and why; qm-bluechi-relay.service runs it.
            """)
        .options(CommonOptions.ROOT)
        .example(
            "sudo qm bluechi relay", "Try it; `systemctl enable --now qm-bluechi-relay` for good")
        .exit(ExitCode.FAILURE, "a file or a key is missing or wrong, or a port is not free")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var settings = RelaySettings.read(root);
    if (settings.isEmpty()) {
      throw new CommandFailure(
          Letter.error("nothing says what to do: there is no " + root.at(RelaySettings.FILE))
              .note("`qm bluechi configure --trust`, or --ipc, writes it"));
    }
    var terms =
        new Relay.Terms(
            TrustFolder.of(root),
            root.at(Permissions.FILE),
            RelayLimits.USUAL,
            InstantSource.system());
    try (var relay = Relay.start(settings.get(), terms, line -> in.console().err().println(line))) {
      relay.await();
    }
    return ExitCode.OK;
  }
}
