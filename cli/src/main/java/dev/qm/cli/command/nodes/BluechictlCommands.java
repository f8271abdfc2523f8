package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code bluechictl}: qm under the name of BlueChi's own client, with its words and options, for
 * hosts that have none.
 */
public final class BluechictlCommands implements CommandGroup {
  static final PositionalSpec.One NODE = PositionalSpec.one("NODE", "name of the node");
  static final PositionalSpec.Maybe MAYBE_NODE = PositionalSpec.maybe("NODE", "name of the node");
  static final PositionalSpec.One UNIT = PositionalSpec.one("UNIT", "name of the unit");
  static final PositionalSpec.Some UNITS = PositionalSpec.some("UNIT", "names of units");
  static final PositionalSpec.Any ANY_UNITS = PositionalSpec.any("UNIT", "names of units");
  static final OptionSpec.Value FILTER =
      OptionSpec.text("filter", "GLOB", "only those whose name is meant by it");
  static final OptionSpec.Flag FORCE =
      OptionSpec.flag('f', "force", "replace links that are in the way");
  static final OptionSpec.Flag NO_RELOAD =
      OptionSpec.flag("no-reload", "do not let systemd read its files again");
  static final OptionSpec.Flag WATCH =
      OptionSpec.flag('w', "watch", "show it anew at each change, until you interrupt");
  static final OptionSpec.Value SIGNAL =
      OptionSpec.text("signal", "SIGNAL", "name or number of the signal [15]");
  static final PositionalSpec.One WORD =
      PositionalSpec.oneOf("WORD", "what to do", "enable", "disable", "listen");
  static final PositionalSpec.One TARGET =
      PositionalSpec.one("TARGET", "what it starts into from its next boot on");
  static final PositionalSpec.Some LEVEL =
      PositionalSpec.some("LEVEL", "[NODE] LEVEL; without a node, of the controller");

  private static final GroupSpec SPEC =
      new GroupSpec(
          "",
          "see and control the nodes of BlueChi and their units",
          """
          bluechictl is qm under the name of BlueChi's own client, and takes its words and options; each is a command \
          of 'qm nodes'. It differs where qm knows more or better: the exit status says how a job ended, a node that is \
          lost ends the wait for its jobs, and names may be globs.
          """,
          List.of(
              new GroupSpec.Section(
                  "Look",
                  List.of(
                      "status",
                      "list-units",
                      "list-unit-files",
                      "is-enabled",
                      "get-default",
                      "monitor",
                      "metrics")),
              new GroupSpec.Section(
                  "Act",
                  List.of(
                      "start",
                      "stop",
                      "restart",
                      "reload",
                      "freeze",
                      "thaw",
                      "kill",
                      "enable",
                      "disable",
                      "reset-failed",
                      "daemon-reload",
                      "set-default",
                      "set-loglevel"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "start", "stop", "restart", "reload", "freeze", "thaw" ->
              new RenamedCommand(
                  name,
                  name,
                  List.of(),
                  List.of(NODE, UNIT),
                  "host1 radio.service",
                  in -> RenamedCommand.Line.of(in.get(NODE) + "/" + in.get(UNIT)));
          case "kill" ->
              new RenamedCommand(
                  name,
                  "kill",
                  List.of(KillCommand.WHOM, SIGNAL),
                  List.of(NODE, UNIT),
                  "host1 radio.service --signal=HUP",
                  in -> {
                    var options = new ArrayList<String>();
                    in.value(KillCommand.WHOM)
                        .ifPresent(whom -> options.add("--kill-whom=" + whom));
                    options.add("--signal=" + in.value(SIGNAL).orElse("15"));
                    return new RenamedCommand.Line(
                        options, List.of(in.get(NODE) + "/" + in.get(UNIT)));
                  });
          case "enable" ->
              new RenamedCommand(
                  name,
                  "enable",
                  List.of(FORCE, FileTargets.RUNTIME, NO_RELOAD),
                  List.of(NODE, UNITS),
                  "host1 radio.service",
                  in -> RenamedCommand.files(in, List.of(FORCE, FileTargets.RUNTIME, NO_RELOAD)));
          case "disable" ->
              new RenamedCommand(
                  name,
                  "disable",
                  List.of(NO_RELOAD),
                  List.of(NODE, UNITS),
                  "host1 radio.service",
                  in -> RenamedCommand.files(in, List.of(NO_RELOAD)));
          case "reset-failed" ->
              new RenamedCommand(
                  name,
                  "reset-failed",
                  List.of(),
                  List.of(MAYBE_NODE, ANY_UNITS),
                  "host1 radio.service",
                  RenamedCommand::resetFailed);
          case "list-units" ->
              new RenamedCommand(
                  name,
                  "units",
                  List.of(FILTER),
                  List.of(MAYBE_NODE),
                  "--filter='radio*'",
                  in -> RenamedCommand.filtered(in, List.of()));
          case "list-unit-files" ->
              new RenamedCommand(
                  name,
                  "units",
                  List.of(FILTER),
                  List.of(MAYBE_NODE),
                  "host1",
                  in -> RenamedCommand.filtered(in, List.of("--files")));
          case "monitor" ->
              new RenamedCommand(
                  name,
                  "monitor",
                  List.of(),
                  List.of(MAYBE_NODE, ANY_UNITS),
                  "host1 radio.service,radar.service",
                  RenamedCommand::monitored);
          case "metrics" ->
              new RenamedCommand(
                  name,
                  "metrics",
                  List.of(),
                  List.of(WORD),
                  "listen",
                  in -> RenamedCommand.Line.of(in.get(WORD)));
          case "daemon-reload" ->
              new RenamedCommand(
                  name,
                  "daemon-reload",
                  List.of(),
                  List.of(NODE),
                  "host1",
                  in -> RenamedCommand.Line.of(in.get(NODE)));
          case "get-default" ->
              new RenamedCommand(
                  name,
                  "default-target",
                  List.of(),
                  List.of(NODE),
                  "host1",
                  in -> RenamedCommand.Line.of(in.get(NODE)));
          case "set-default" ->
              new RenamedCommand(
                  name,
                  "default-target",
                  List.of(),
                  List.of(NODE, TARGET),
                  "host1 multi-user.target",
                  in -> RenamedCommand.Line.of(in.get(NODE), in.get(TARGET)));
          case "set-loglevel" ->
              new RenamedCommand(
                  name,
                  "log-level",
                  List.of(),
                  List.of(LEVEL),
                  "host1 DEBUG",
                  in -> new RenamedCommand.Line(List.of(), in.get(LEVEL).reversed()));
          case "status" -> new UnitStatusCommand();
          case "is-enabled" -> new IsEnabledCommand();
          default -> null;
        });
  }
}
