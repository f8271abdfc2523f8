package dev.qm.cli.command.oom;

import dev.qm.assurance.oom.ScoreSetting;
import dev.qm.assurance.oom.ScoreTarget;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.Init;
import dev.qm.partition.PartitionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the commands that write scores take, and what they say to type next. */
final class ScoreArguments {
  static final OptionSpec.Flag NESTED =
      OptionSpec.flag("nested", "UNIT is in the partition: a quadlet, or a service");
  static final PositionalSpec.One UNIT =
      PositionalSpec.one("UNIT", "a service; qm.service is the partition");
  static final PositionalSpec.One ADJUST =
      PositionalSpec.one(
          "ADJ", "from " + ScoreSetting.LEAST + " (never) to " + ScoreSetting.MOST + " (first)");

  private ScoreArguments() {}

  /** What the score is for. */
  static ScoreTarget target(Invocation in, Optional<PartitionSpec> spec, Root root)
      throws HostException {
    if (!in.has(NESTED)) {
      return ScoreTarget.onHost(in.get(UNIT));
    }
    return ScoreTarget.inPartition(
        in.get(UNIT), spec.isPresent() ? spec.get() : PartitionSpec.require(root));
  }

  /** The score. */
  static int adjust(Invocation in) throws UsageException {
    var text = in.get(ADJUST);
    try {
      var adjust = Integer.parseInt(text);
      if (adjust >= ScoreSetting.LEAST && adjust <= ScoreSetting.MOST) {
        return adjust;
      }
    } catch (NumberFormatException notOne) {
      // said below, in the words of the command line
    }
    throw new UsageException(
        "ADJ cannot be '" + text + "'",
        "it is a whole number from " + ScoreSetting.LEAST + " to " + ScoreSetting.MOST);
  }

  /** What lets a changed drop-in take effect. */
  static List<String> next(ScoreTarget target, Root root) {
    var next = new ArrayList<String>();
    switch (target) {
      case ScoreTarget.Partition _ -> next.add("qm restart");
      case ScoreTarget.HostService(var name) -> {
        if (!root.isHost() || Init.probe(root) instanceof Init.Systemd) {
          next.add("systemctl daemon-reload");
          next.add("systemctl restart " + name);
        }
      }
      case ScoreTarget.NestedContainer(var name, var _) -> {
        next.add("qm exec -- systemctl daemon-reload");
        next.add(
            "qm exec -- systemctl restart "
                + name.substring(0, name.length() - ".container".length())
                + ".service");
      }
      case ScoreTarget.NestedService(var name, var _) -> {
        next.add("qm exec -- systemctl daemon-reload");
        next.add("qm exec -- systemctl restart " + name);
      }
    }
    return next;
  }

  /** Prints what to type next. */
  static void printNext(Invocation in, ScoreTarget target, Root root) {
    var next = next(target, root);
    if (next.isEmpty()) {
      in.out().println("It takes effect where systemd starts " + target.name() + ".");
      return;
    }
    in.out().println(root.isHost() ? "To let it take effect:" : "On the machine itself:");
    for (var command : next) {
      in.out().println("  " + command);
    }
  }
}
