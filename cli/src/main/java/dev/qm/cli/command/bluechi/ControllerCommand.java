package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.controller.Controller;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.socket.PassedSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code qm bluechi controller}. */
final class ControllerCommand implements Subcommand {
  private static final OptionSpec.Value PORT =
      OptionSpec.text(
          "port",
          "PORT",
          "where it listens for agents; 0 is any free one [ControllerPort=, or 842]");
  private static final OptionSpec.Value READY =
      OptionSpec.text(
          "ready-after",
          "SECONDS",
          "tell systemd so after this time even where there is no bus for clients; 0 is never"
              + " [10]");

  private static final long MOST_SECONDS = 1_000_000;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi controller")
        .summary("be the controller of all nodes, where BlueChi's own is not installed")
        .description(
            """
            Lets the agents of all nodes in, and is org.eclipse.bluechi on the bus for `qm nodes`, bluechictl and other clients, as \
            BlueChi's own controller is. Agents of either kind can connect. It reads the same files: /etc/bluechi/controller.conf and \
            controller.conf.d. BlueChi's own takes a tenth of the memory, so use that where its package can be had.

            Only nodes of AllowedNodeNames=, or with Allowed=true in a section [node NAME], get in. RequiredSelinuxContext= cannot be \
            looked at, so a node with it is kept out. Nobody is asked for a password: whoever reaches the port can be any \
            node that is not connected.

            A node that is lost ends its jobs as failed. One that does not list its units within 5 seconds is left out of the list of \
            all nodes. A connection has 10 seconds to say which node it is; of one address, 256 may be that far, beside one for each node.

            It runs in the foreground and is meant for a service of systemd's with Type=notify: it is ready when agents and \
            clients can come. One socket that a socket unit hands over is listened at as well, whatever its address. SIGHUP lets it \
            read its files again; what is wrong with them is said, and it goes on as before. SIGTERM ends it.

            What it does is written to standard error, in the journal with its priority; LogTarget= changes nothing.
            """)
        .options(PORT, READY, CommonOptions.ROOT)
        .example("sudo qm bluechi controller", "As the files say")
        .example("sudo qm bluechi controller --port 8420", "Agents of other machines connect there")
        .exit(ExitCode.OK, "it was told to end")
        .exit(ExitCode.FAILURE, "it cannot listen for agents")
        .exit(ExitCode.USAGE, "the command line or a file is wrong; nothing was done")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var port = in.number(PORT, 0, 0xffff);
    var ready = in.number(READY, 0, MOST_SECONDS).orElse(10);
    var files =
        new ControllerFiles(
            root, port.isPresent() ? Optional.of((int) port.getAsLong()) : Optional.empty());
    var process = new ServiceProcess(in.console(), System.getenv(), Duration.ofSeconds(ready));
    var reading = files.read();
    process.tell(reading.problems());
    if (reading.settings().isEmpty()) {
      return ExitCode.USAGE;
    }
    var doors =
        PassedSocket.take(System.getenv()).map(List::of).orElse(List.<ServerSocketChannel>of());
    var plan =
        new Controller.Plan(
            reading.settings().get(),
            Buses.system(root),
            root.at(Controller.SOCKET.toString()),
            doors);
    ControllerService.run(plan, files, process);
    return ExitCode.OK;
  }
}
