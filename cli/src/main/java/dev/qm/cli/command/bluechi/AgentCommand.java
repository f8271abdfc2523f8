package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.agent.Agent;
import dev.qm.bluechi.agent.LossPolicy;
import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.Root;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code qm bluechi agent}. */
final class AgentCommand implements Subcommand {
  private static final OptionSpec.Value NAME =
      OptionSpec.text("name", "NAME", "name of this node [NodeName= of its files, or the host's]");
  private static final OptionSpec.Value CONTROLLER =
      OptionSpec.text(
          "controller",
          "ADDRESS[;ADDRESS]",
          "where controllers are, as ControllerAddress= says it: tcp:host=192.0.2.1,port=842");
  private static final OptionSpec.Value HEARTBEAT =
      OptionSpec.text(
          "heartbeat", "MILLISECONDS", "how often the controller is told that this node is there");
  private static final OptionSpec.Value READY =
      OptionSpec.text(
          "ready-after",
          "SECONDS",
          "tell systemd so after this time even where no controller was found; 0 is never [10]");
  private static final OptionSpec.Value LOST_UNIT =
      OptionSpec.text(
          "when-lost",
          "UNIT",
          "start this unit when no controller is found for long, and stop it when one is");
  private static final OptionSpec.Value LOST_AFTER =
      OptionSpec.text("lost-after", "SECONDS", "how long that is [60]");

  private static final long MOST_SECONDS = 1_000_000;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi agent")
        .summary("be this machine's agent, where BlueChi's own is not installed")
        .description(
            """
            Connects systemd of this machine with a controller of BlueChi, and does what that asks for, as BlueChi's own agent does. \
            It reads the same files: /etc/bluechi/agent.conf and agent.conf.d. BlueChi's own takes a tenth of the memory, \
            so use that where its package can be had.

            Controllers are tried in the order in which the files name them, each time from the first one on. When the connection is lost \
            all are tried at once, then after pauses that grow up to 5 seconds, and names are looked up anew each time. A controller that is \
            silent is left after 20 seconds, or TCPKeepAliveTime= and what belongs to it where that is longer.

            It runs in the foreground and is meant for a service of systemd's with Type=notify: it is ready when a controller has \
            registered it, and `systemctl status` says which one. SIGHUP lets it read its files again; what is wrong with them is \
            said, and it goes on as before. SIGTERM ends it.

            What it does is written to standard error, in the journal with its priority; LogTarget= changes nothing.
            """)
        .options(NAME, CONTROLLER, HEARTBEAT, READY, LOST_UNIT, LOST_AFTER, CommonOptions.ROOT)
        .example("sudo qm bluechi agent", "As the files say")
        .example(
            "sudo qm bluechi agent --name ecu2 --controller tcp:host=192.0.2.1,port=842",
            "Without any file")
        .exit(ExitCode.OK, "it was told to end")
        .exit(ExitCode.USAGE, "the command line or a file is wrong; nothing was done")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var lost = lost(in);
    var ready = in.number(READY, 0, MOST_SECONDS).orElse(10);
    var files = new AgentFiles(root, said(in));
    var process = new ServiceProcess(in.console(), System.getenv(), Duration.ofSeconds(ready));
    var reading = files.read();
    process.tell(reading.problems());
    if (reading.settings().isEmpty()) {
      return ExitCode.USAGE;
    }
    var plan = new Agent.Plan(reading.settings().get(), systemd(root), Buses.system(root), lost);
    AgentService.run(plan, files, process);
    return ExitCode.OK;
  }

  private static AgentSettings.Said said(Invocation in) throws UsageException {
    var controllers = in.value(CONTROLLER);
    if (controllers.isPresent()) {
      require(controllers.get());
    }
    var heartbeat = in.number(HEARTBEAT, 1, Integer.MAX_VALUE);
    return new AgentSettings.Said(
        in.value(NAME),
        controllers,
        heartbeat.isPresent()
            ? Optional.of(Duration.ofMillis(heartbeat.getAsLong()))
            : Optional.empty());
  }

  private static void require(String controllers) throws UsageException {
    var addresses = BusAddress.parse(controllers);
    if (addresses.isEmpty()) {
      throw new UsageException("--controller names no address");
    }
    for (var address : addresses) {
      if (address instanceof BusAddress.Unsupported(var text, var why)) {
        throw new UsageException(
            "--controller cannot be '" + text + "': " + why,
            "write tcp:host=192.0.2.1,port=842 or unix:path=/run/bluechi/bluechi.sock");
      }
    }
  }

  private static Optional<LossPolicy> lost(Invocation in) throws UsageException {
    var unit = in.value(LOST_UNIT);
    var after = in.number(LOST_AFTER, 1, MOST_SECONDS);
    if (unit.isEmpty()) {
      if (after.isPresent()) {
        throw new UsageException("--lost-after without --when-lost", "name a unit to start");
      }
      return Optional.empty();
    }
    if (unit.get().lastIndexOf('.') < 1) {
      throw new UsageException(
          "--when-lost cannot be '" + unit.get() + "'",
          "it is a unit with its kind, such as alone.target");
    }
    return Optional.of(new LossPolicy(unit.get(), Duration.ofSeconds(after.orElse(60))));
  }

  /** Where systemd listens for root, without a bus between. */
  private static List<BusAddress> systemd(Root root) {
    return List.of(
        new BusAddress.Unix(root.at("/run/systemd/private").toString(), Optional.empty()));
  }
}
