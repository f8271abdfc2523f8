package dev.qm.cli.command.quadlet;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.quadlet.generate.Explanation;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code qm quadlet explain}. */
final class ExplainCommand implements Subcommand {
  private static final OptionSpec.Flag USER =
      OptionSpec.flag("user", "the unit is for a user's systemd");
  private static final PositionalSpec.One UNIT =
      new PositionalSpec.One(
          "UNIT", "the name of a unit, such as qm.container, or its file", new Domain.AnyFile());
  private static final PositionalSpec.Maybe KEY =
      PositionalSpec.maybe("KEY", "only this key, such as PidsLimit");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet explain")
        .summary("show where the values of a unit come from and what they become")
        .description(
            """
            Shows for each key of a unit and its drop-ins the value that counts, every line that sets or \
            resets it, in the order in which they apply, and the words of the Podman command that it becomes.

            A name without a slash is looked for where Podman looks; one with a slash is a file.
            """)
        .options(USER, CommonOptions.ROOT, CommonOptions.JSON)
        .positionals(UNIT, KEY)
        .example("qm quadlet explain qm.container PidsLimit", "Which drop-in set the limit?")
        .example("qm quadlet explain ./radio.container", "All keys of a unit of your own")
        .example(
            "qm quadlet explain qm.container --json | jq '.keys[] | select(.name == \"Volume\")'",
            "For a program")
        .exit(ExitCode.FAILURE, "there is no such unit, or it does not set the key")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var scope = in.has(USER) ? Settings.Scope.USER : Settings.Scope.SYSTEM;
    var settings = Settings.rooted(root.directory()).withScope(scope);
    var name = in.get(UNIT);
    var reading =
        name.indexOf('/') >= 0
            ? Target.of(root, List.of(requireFile(name))).getFirst().reading()
            : CheckCommand.search(in, scope);
    var unit = find(reading, name.substring(name.lastIndexOf('/') + 1));
    var explanation = Explanation.of(unit, reading.units(), settings);
    var keys = in.get(KEY).isEmpty() ? explanation.keys() : keys(explanation, in.get(KEY).get());
    warnIfRefused(in, unit, reading, settings);
    if (in.json()) {
      json(in, unit, keys);
    } else {
      new ExplanationText(in.out(), in.console().terminal()).print(unit, keys);
    }
    return ExitCode.OK;
  }

  private static String requireFile(String name) throws UsageException {
    if (name.endsWith("/")) {
      throw new UsageException("a unit is a file: " + name);
    }
    return name;
  }

  private static QuadletUnit find(Reading reading, String name) throws CommandFailure {
    var names = new ArrayList<String>();
    var besides = new ArrayList<QuadletUnit>();
    for (var unit : reading.units()) {
      names.add(unit.name());
      if (unit.name().equals(name)) {
        return unit;
      }
      if (unit.name().startsWith(name + ".") && unit.name().lastIndexOf('.') == name.length()) {
        besides.add(unit);
      }
    }
    if (besides.size() == 1) {
      return besides.getFirst();
    }
    for (var problem : reading.problems()) {
      if (problem.origin().file().endsWith(name)) {
        throw new CommandFailure(
            Letter.error(name + " cannot be read: " + problem.message())
                .note("`qm quadlet check` shows where"));
      }
    }
    var letter = Letter.error("there is no unit " + name);
    var nearest = Nearest.to(name, names);
    throw new CommandFailure(
        nearest.isPresent()
            ? letter.note("did you mean " + nearest.get() + "?")
            : letter.note(
                "looked in " + (reading.folders().isEmpty() ? "no folder" : reading.folders())));
  }

  private static List<Explanation.Key> keys(Explanation explanation, String name)
      throws CommandFailure {
    var found = new ArrayList<Explanation.Key>();
    var names = new ArrayList<String>();
    for (var key : explanation.keys()) {
      names.add(key.name());
      if (key.name().equals(name)) {
        found.add(key);
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    var letter = Letter.error(explanation.unit() + " does not set " + name);
    var nearest = Nearest.to(name, names);
    throw new CommandFailure(
        nearest.isPresent()
            ? letter.note("did you mean " + nearest.get() + "?")
            : letter.note(
                "`qm quadlet explain " + explanation.unit() + "` shows all that it sets"));
  }

  /** What a refused unit would become cannot be told; its values can. */
  private static void warnIfRefused(
      Invocation in, QuadletUnit unit, Reading reading, Settings settings) {
    var generation = Quadlet.generate(reading.units(), settings);
    if (generation.of(unit.name()).isPresent()) {
      return;
    }
    Letter.warning(unit.name() + " becomes no service, so its arguments are not shown")
        .note("`qm quadlet check` finds everything that is wrong with it")
        .print(in.console().err(), in.console().terminal());
  }

  private static void json(Invocation in, QuadletUnit unit, List<Explanation.Key> keys)
      throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().field("unit", unit.name()).field("file", unit.file().toString());
      json.beginArray("dropIns");
      for (var dropIn : unit.dropIns()) {
        json.value(dropIn.toString());
      }
      json.end().beginArray("keys");
      for (var key : keys) {
        json(json, key);
      }
      json.end().end();
    }
  }

  private static void json(Json json, Explanation.Key key) throws IOException {
    json.beginObject().field("section", key.section()).field("name", key.name());
    json.beginArray("value");
    for (var value : key.value()) {
      json.value(value);
    }
    json.end().beginArray("places");
    for (var place : key.places()) {
      var origin = place.entry().origin();
      json.beginObject()
          .field("file", origin.file().toString())
          .field("line", origin.line())
          .field("value", place.entry().value())
          .field("effect", place.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .end();
    }
    json.end().field("becomes", key.becomes()).beginArray("arguments");
    for (var arguments : key.arguments()) {
      json.beginObject().field("command", arguments.command()).beginArray("words");
      for (var word : arguments.words()) {
        json.value(word);
      }
      json.end().end();
    }
    json.end().end();
  }
}
