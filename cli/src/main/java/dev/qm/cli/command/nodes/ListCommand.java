package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * {@code qm nodes}.
 *
 * @param which a name or a glob
 */
record ListCommand(String which) implements Subcommand {
  /** All nodes, also where there are none. */
  static final String ALL = "*";

  static final String HOME_AND_ERASE = "\u001b[H\u001b[J";

  /** How often what is watched is shown anew where nothing happens: the ages grow. */
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private static final OptionSpec.Flag WATCH =
      OptionSpec.flag('w', "watch", "show it anew at each change, until you interrupt");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes")
        .summary("show the nodes of BlueChi, and act on their units")
        .description(
            """
            BlueChi is one systemd over many machines: a controller, and an agent on each host and in each QM \
            partition. Each node that the controller expects is shown with its state, the address that it is \
            connected from, and when the controller last heard of it. The node qm.NAME is the partition on the \
            host NAME, and stands under it.

            It speaks to the controller over this machine's system bus, whichever engine that is. \
            DBUS_SYSTEM_BUS_ADDRESS names another bus.

            With --json and --watch one array is printed at each change.
            """)
        .options(WATCH, Waiting.WAIT, Waiting.TIMEOUT, CommonOptions.JSON)
        .example("qm nodes", "Which nodes are there?")
        .example("qm nodes --wait --timeout 60", "Go on when all of them are online")
        .example("qm nodes --json | jq -r '.[] | select(.online | not).name'", "Which are not?")
        .exit(ExitCode.OK, "they are shown; with --wait, all are online")
        .exit(ExitCode.FAILURE, "no bus, no controller, or with --wait not all online in time")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var time = Waiting.timeout(in);
    try (var session = Session.open()) {
      var now = session;
      if (in.has(Waiting.WAIT)) {
        var names = new ArrayList<String>();
        session.nodes().forEach(node -> names.add(node.name()));
        now = session.online(names, time, missing -> Waiting.say(in, missing));
      }
      if (in.has(WATCH)) {
        return watch(in, session);
      }
      table(now).print(in);
      return ExitCode.OK;
    }
  }

  private NodeTable table(Session session) throws Exception {
    var nodes = which.equals(ALL) ? session.nodes() : session.named(which);
    return NodeTable.of(session, nodes, Instant.now());
  }

  private int watch(Invocation in, Session session) throws Exception {
    try (var changes = session.controller().nodeChanges()) {
      while (true) {
        var now = new Session(session.controller(), session.controller().nodes());
        if (in.console().terminal().outIsTerminal() && !in.json()) {
          in.out().print(HOME_AND_ERASE);
        }
        table(now).print(in);
        in.out().flush();
        if (in.console().lost().isPresent()) {
          return ExitCode.FAILURE;
        }
        // for a program only what changes is news
        var _ = changes.next(in.json() ? Duration.ofDays(1) : REFRESH);
      }
    }
  }
}
