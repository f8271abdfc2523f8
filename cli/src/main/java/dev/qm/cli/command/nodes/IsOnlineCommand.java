package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Presence;
import dev.qm.bluechi.connection.ConnectFailed;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.time.Duration;
import java.util.OptionalLong;

/** A command of {@code bluechi-is-online}. */
record IsOnlineCommand(Part part) implements Subcommand {
  private static final PositionalSpec.One NODE = PositionalSpec.one("NODE", "name of the node");
  private static final OptionSpec.Value WAIT =
      OptionSpec.text("wait", "MILLISECONDS", "how long it may take to get online [0]");
  private static final OptionSpec.Flag MONITOR =
      OptionSpec.flag("monitor", "go on as long as it is online, and end when it is not");
  private static final OptionSpec.Value SWITCH =
      OptionSpec.text(
          "switch-timeout", "MILLISECONDS", "with --monitor, how long it may be offline [0]");

  private static final long MOST = Integer.MAX_VALUE;

  /** Whose state is asked for. */
  enum Part {
    AGENT("agent", "say whether this machine's agent is connected to its controller"),
    NODE("node", "say whether a node is connected to this machine's controller"),
    SYSTEM("system", "say whether all nodes are connected to this machine's controller");

    private final String word;
    private final String summary;

    Part(String word, String summary) {
      this.word = word;
      this.summary = summary;
    }
  }

  @Override
  public CommandSpec spec() {
    var draft =
        CommandSpec.named(part.word)
            .summary(part.summary)
            .description(
                """
                Prints nothing; the exit status is the answer. It may be asked before BlueChi is there.
                """)
            .options(WAIT, MONITOR)
            .example(
                "bluechi-is-online "
                    + part.word
                    + (part == Part.NODE ? " host1" : "")
                    + " --wait=5000",
                "Go on when it is online, within five seconds")
            .exit(ExitCode.OK, "it is online")
            .exit(ExitCode.FAILURE, "it is not, or with --monitor not any more");
    return switch (part) {
      case AGENT -> draft.options(SWITCH).build();
      case NODE -> draft.positionals(NODE).build();
      case SYSTEM -> draft.build();
    };
  }

  @Override
  public int run(Invocation in) throws Exception {
    var wait = in.number(WAIT, 0, MOST);
    var patience = part == Part.AGENT ? in.number(SWITCH, 0, MOST) : OptionalLong.empty();
    try (var presence = presence(in)) {
      if (!becomesOnline(presence, wait)) {
        return ExitCode.FAILURE;
      }
      if (!in.has(MONITOR)) {
        return ExitCode.OK;
      }
      do {
        while (presence.isOnline()) {
          presence.await(Duration.ofDays(1));
        }
      } while (becomesOnline(presence, patience));
      return ExitCode.FAILURE;
    } catch (ConnectFailed failure) {
      throw Session.noBus(failure);
    }
  }

  private static boolean becomesOnline(Presence presence, OptionalLong millis) throws Exception {
    var end = System.nanoTime() + Duration.ofMillis(millis.orElse(0)).toNanos();
    while (!presence.isOnline()) {
      var left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      presence.await(Duration.ofNanos(left));
    }
    return true;
  }

  private Presence presence(Invocation in) throws Exception {
    return switch (part) {
      case AGENT -> Presence.ofAgent(Session.bus());
      case NODE -> {
        var node = in.get(NODE);
        if (node.isEmpty()) {
          throw new UsageException("NODE is empty");
        }
        yield Presence.ofNode(Session.bus(), node);
      }
      case SYSTEM -> Presence.ofSystem(Session.bus());
    };
  }
}
