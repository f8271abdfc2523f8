package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.compiled.Compilation;
import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code qm quadlet compile}. */
final class CompileCommand implements Subcommand {
  /** Where the administrator's services are: systemd.unit(5). They win over generated ones. */
  static final String FOLDER = "/etc/systemd/system";

  private static final OptionSpec.Value TO =
      OptionSpec.folder("to", "DIR", "write the services into DIR [/etc/systemd/system]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet compile")
        .summary("make the services ahead of time, so that boot need not")
        .description(
            """
            Writes the services of all units, and the links of [Install], into /etc/systemd/system or the \
            folder that --to names. A service that is there from an earlier call is brought up to date; one \
            whose unit is gone is taken away. Files that you wrote or changed are never touched: the command \
            names them and exits with 1.

            If any unit has an error, nothing is written. `qm quadlet check` says when a unit was \
            changed after it was compiled.
            """)
        .options(TO, CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm quadlet compile && systemctl daemon-reload", "After a change of a unit")
        .example("qm quadlet compile --root image/", "While building a machine image")
        .exit(ExitCode.FAILURE, "a unit has an error, or a file of yours is in the way")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var reading = CheckCommand.search(in, Settings.Scope.SYSTEM);
    var settings = Settings.rooted(root.directory());
    var generation = Quadlet.generate(reading.units(), settings);
    var problems = new ArrayList<>(reading.problems());
    problems.addAll(generation.problems());
    refuse(in, root, problems);
    var folder = folder(in, root);
    var compilation = Compilation.of(generation);
    var before = write(compilation, folder);
    if (in.json()) {
      json(in, folder, compilation, before);
    } else {
      text(in, folder, before);
    }
    return inTheWay(in, before) ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static CompiledFolder.Comparison write(Compilation compilation, Path folder)
      throws HostException {
    try {
      return new CompiledFolder(folder).write(compilation);
    } catch (IOException failure) {
      throw new HostException("cannot write into " + folder, failure, "see to its permissions");
    }
  }

  /** Below another root, the folder is found as that machine would find it. */
  private static Path folder(Invocation in, Root root) throws HostException {
    var asked = in.path(TO);
    return asked.isPresent() ? asked.get() : ConfinedPath.resolve(root.directory(), FOLDER);
  }

  /** An error must not pass as a unit that is gone, whose service would be taken away. */
  private static void refuse(Invocation in, Root root, List<Problem> problems)
      throws CommandFailure {
    var errors = 0;
    var text =
        new FindingText(
            in.console().err(),
            in.console().terminal(),
            SourceLines.of(root),
            FileNames.absolute());
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR) {
        errors++;
        text.print(problem);
      }
    }
    if (errors > 0) {
      throw new CommandFailure(
          Letter.error("nothing is compiled: " + errors + (errors == 1 ? " error" : " errors"))
              .note("mend the units; `qm quadlet check` finds everything that is wrong"));
    }
  }

  private static String done(CompiledFolder.State before) {
    return switch (before) {
      case CURRENT -> "unchanged";
      case MISSING -> "written";
      case STALE -> "updated";
      case ORPHANED -> "removed";
      case EDITED, FOREIGN -> "kept";
    };
  }

  private static void text(Invocation in, Path folder, CompiledFolder.Comparison before) {
    for (var entry : before.entries()) {
      in.out().println(done(entry.state()) + " " + Printable.line(entry.path().toString()));
    }
    if (before.entries().isEmpty()) {
      in.out().println("no units, nothing to compile into " + Printable.line(folder.toString()));
    }
  }

  private static void json(
      Invocation in, Path folder, Compilation compilation, CompiledFolder.Comparison before)
      throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().field("folder", folder.toString()).beginArray("services");
      for (var entry : before.entries()) {
        json.beginObject()
            .field("file", entry.path().toString())
            .field("source", entry.source().file().toString())
            .field("done", done(entry.state()))
            .end();
      }
      json.end().beginArray("links");
      for (var link : compilation.links()) {
        json.beginObject().field("path", link.path()).field("target", link.target()).end();
      }
      json.end().end();
    }
  }

  private static boolean inTheWay(Invocation in, CompiledFolder.Comparison before) {
    var found = false;
    for (var problem : before.problems()) {
      if (problem.rule().equals("compiled-edited") || problem.rule().equals("compiled-foreign")) {
        found = true;
        Letter.error(problem.message() + ", and was kept")
            .note(problem.mend())
            .print(in.console().err(), in.console().terminal());
      }
    }
    return found;
  }
}
