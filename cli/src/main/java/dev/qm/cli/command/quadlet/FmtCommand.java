package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.quadlet.format.Formatted;
import dev.qm.quadlet.format.Formatter;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;

/** {@code qm quadlet fmt}. */
final class FmtCommand implements Subcommand {
  private static final OptionSpec.Flag CHECK =
      OptionSpec.flag("check", "write nothing, name the files that would change");
  private static final OptionSpec.Flag USER =
      OptionSpec.flag("user", "without a PATH, the units of this user's systemd");
  private static final PositionalSpec.Any PATHS =
      new PositionalSpec.Any(
          "PATH",
          "a unit, a drop-in, a folder of them, or - for standard input [the system's folders]",
          new Domain.AnyFile());

  private static final String STREAM = "-";
  private static final Path STREAM_NAME = Path.of("<stdin>");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet fmt")
        .summary("bring units and drop-ins into one form, and change nothing else")
        .description(
            """
            Puts the sections in the order [Unit], the unit's own, [Quadlet], [Service], [Install], others; one empty \
            line between sections and at most one between lines; Key=value without blanks round the sign; \
            continuation lines four blanks in; no blanks at the ends of lines; one line end at the end of the file. \
            Settings keep their order, continuation lines are never joined, a comment stays with the line below it.

            What a unit means stays the same: the same service is made of it, and `qm quadlet check` finds the same. A \
            file that cannot be read, or that Podman and systemd read differently at a place that matters, is \
            left as it is, with one error.

            Files are replaced in one step and keep mode and owner; one that is in form is not touched. Links are not \
            followed. Without a PATH it is the folders that `qm quadlet check` reads, without \
            those below /usr, which belong to packages. Nothing is written into the partition's own trees. With - standard input is formatted to standard \
            output, for editors.
            """)
        .options(CHECK, USER, CommonOptions.ROOT)
        .positionals(PATHS)
        .example("qm quadlet fmt units/", "Format the units of a folder, and their drop-ins")
        .example("qm quadlet fmt --check units/", "In a CI job: which files are not in form?")
        .example("qm quadlet fmt - < radio.container", "In an editor")
        .exit(ExitCode.OK, "all files are in form")
        .exit(ExitCode.FAILURE, "a file was left as it is, or with --check would change")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var paths = in.get(PATHS);
    if (paths.contains(STREAM)) {
      if (paths.size() > 1) {
        throw new UsageException("- and files do not go together", "give one or the other");
      }
      return stream(in);
    }
    var root = in.root();
    var files =
        paths.isEmpty()
            ? UnitPlaces.ofMachine(root, in.has(USER) ? Settings.Scope.USER : Settings.Scope.SYSTEM)
            : UnitPlaces.named(root, paths);
    var names = CheckCommand.names(paths);
    var changed = 0;
    var left = 0;
    for (var file : files) {
      switch (file(in, root, file, names)) {
        case IN_FORM -> {}
        case CHANGED -> changed++;
        case LEFT -> left++;
      }
    }
    in.out().println(summary(in, files.size(), changed, left));
    return left > 0 || (changed > 0 && in.has(CHECK)) ? ExitCode.FAILURE : ExitCode.OK;
  }

  /** What became of a file. */
  private enum Outcome {
    IN_FORM,
    CHANGED,
    LEFT
  }

  private static Outcome file(Invocation in, Root root, Path file, FileNames names) {
    try {
      var unit = WritableUnit.read(file);
      return switch (Formatter.format(file, unit.text())) {
        case Formatted.Left left -> {
          complain(in, left, SourceLines.of(root), names);
          yield Outcome.LEFT;
        }
        case Formatted.Canonical(var text) when text.equals(unit.text()) -> Outcome.IN_FORM;
        case Formatted.Canonical(var text) -> {
          if (!in.has(CHECK)) {
            unit.write(text);
          }
          var done = in.has(CHECK) ? "would format " : "formatted ";
          in.out().println(done + Printable.line(names.of(file)));
          yield Outcome.CHANGED;
        }
      };
    } catch (HostException failure) {
      Letter.of(failure).print(in.console().err(), in.console().terminal());
      return Outcome.LEFT;
    }
  }

  private static void complain(
      Invocation in, Formatted.Left left, SourceLines sources, FileNames names) {
    new FindingText(in.console().err(), in.console().terminal(), sources, names)
        .print(left.reason());
  }

  private static String summary(Invocation in, int files, int changed, int left) {
    return changed
        + " of "
        + files
        + (files == 1 ? " file " : " files ")
        + (in.has(CHECK) ? "would be formatted" : "formatted")
        + (left == 0 ? "" : ", " + left + " left as " + (left == 1 ? "it is" : "they are"));
  }

  private static int stream(Invocation in) throws IOException, CommandFailure {
    var text = standardInput(in);
    return switch (Formatter.format(STREAM_NAME, text)) {
      case Formatted.Left left -> {
        complain(in, left, SourceLines.of(Root.HOST), CheckCommand.names(List.of("/")));
        yield ExitCode.FAILURE;
      }
      case Formatted.Canonical(var formatted) -> {
        if (!in.has(CHECK)) {
          in.out().print(formatted);
          yield ExitCode.OK;
        }
        if (!formatted.equals(text)) {
          in.out().println("would format " + STREAM_NAME);
        }
        yield formatted.equals(text) ? ExitCode.OK : ExitCode.FAILURE;
      }
    };
  }

  private static String standardInput(Invocation in) throws IOException, CommandFailure {
    var bytes = Bounded.bytes(in.console().streams().in(), STREAM_NAME, QuadletReader.MOST_BYTES);
    try {
      return WritableUnit.text(bytes);
    } catch (CharacterCodingException malformed) {
      throw new CommandFailure(
          Letter.error(STREAM_NAME + " is not UTF-8 text").note("save it as UTF-8"), malformed);
    }
  }
}
