package dev.qm.cli.command.quadlet;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code qm quadlet generate}. */
final class GenerateCommand implements Subcommand {
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dryrun", "print the services instead of writing them");
  private static final OptionSpec.Flag USER =
      OptionSpec.flag("user", "make the services of this user's systemd");
  private static final OptionSpec.Flag NO_KERNEL_LOG =
      OptionSpec.flag("no-kmsg-log", "log to standard error, not to the kernel's log");
  private static final OptionSpec.Flag VERBOSE =
      OptionSpec.flag('v', "verbose", "log each file that is read");
  private static final OptionSpec.Flag VERSION =
      OptionSpec.flag("version", "print the version of Podman whose services these are");
  private static final PositionalSpec.Maybe OUT = folder("OUTDIR", "where the services go");
  private static final PositionalSpec.Maybe EARLY =
      folder("EARLY", "taken because systemd gives it; nothing goes there");
  private static final PositionalSpec.Maybe LATE =
      folder("LATE", "taken because systemd gives it; nothing goes there");

  /** Who the services name as their maker: the launcher tells when it was called as a generator. */
  private static final String CALLED = "qm.called";

  /** So few units that a second thread would not pay. */
  private static final int FEW = 64;

  private static PositionalSpec.Maybe folder(String name, String description) {
    return new PositionalSpec.Maybe(name, description, new Domain.AnyFolder());
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet generate")
        .summary("make the services of all units, as Podman's generator does")
        .description(
            """
            Reads the units of this machine and writes their services and the links of [Install] into OUTDIR, \
            or prints them with --dryrun. It stands in for Podman's own generator: same folders, same services, \
            same options (which may have one dash, as in -dryrun), same exit status.

            A link to qm that is named qm-quadlet-generator or podman-system-generator, in \
            /usr/lib/systemd/system-generators, makes it a generator of systemd; one named \
            qm-quadlet-user-generator or podman-user-generator, in user-generators, one of each user's systemd.

            On a machine whose Podman is older than 4.4 and has no Quadlet:

              ln -s /usr/bin/qm /usr/lib/systemd/system-generators/qm-quadlet-generator

            QUADLET_UNIT_DIRS names other folders to read, PODMAN another path of podman in the services. What is \
            wrong with a unit goes to the kernel's log, as from every generator, or to standard error; the \
            other units are made all the same.
            """)
        .options(DRY_RUN, USER, NO_KERNEL_LOG, VERBOSE, VERSION, CommonOptions.ROOT)
        .positionals(OUT, EARLY, LATE)
        .oneDashToo()
        .example("qm quadlet generate --dryrun", "See the services of this machine's units")
        .example("QUADLET_UNIT_DIRS=$PWD qm quadlet generate --dryrun", "Those of your own units")
        .exit(ExitCode.FAILURE, "a unit is wrong; the services of the others are there")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    if (in.has(VERSION)) {
      in.out().println(Settings.NEWEST);
      return ExitCode.OK;
    }
    var isDryRun = in.has(DRY_RUN);
    var out = in.get(OUT);
    if (out.isEmpty() && !isDryRun) {
      throw new CommandFailure(
          Letter.error("no folder is given for the services")
              .note("name one, or print the services with --dryrun"));
    }
    var log =
        isDryRun || in.has(NO_KERNEL_LOG)
            ? GeneratorLog.to(in.console().err())
            : GeneratorLog.toKernelOr(in.console().err());
    var scope = in.has(USER) ? Settings.Scope.USER : Settings.Scope.SYSTEM;
    var root = in.root();
    var path = SearchPath.of(root, scope);
    path.complaint().ifPresent(complaint -> log.say("warning: " + complaint));
    var reading = path.read();
    if (isDryRun || in.has(VERBOSE)) {
      sayWhatIsRead(reading, path.folders(), log);
    }
    var isClean = say(reading.problems(), log);
    var settings = settings(root.directory()).withScope(scope);
    // a service is let go as soon as it is out: a boot with thousands shall not need their memory
    var problems =
        isDryRun
            ? Quadlet.generate(reading.units(), settings, new Printing(in))
            : write(reading.units(), settings, Path.of(out.orElseThrow()));
    isClean &= say(problems, log);
    return isClean ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static List<Problem> write(List<QuadletUnit> units, Settings settings, Path out)
      throws IOException {
    if (units.isEmpty()) {
      return List.of();
    }
    Files.createDirectories(out);
    var folder = new CompiledFolder(out);
    var generator = System.getProperty(CALLED, "qm quadlet generate");
    var problems = new ArrayList<Problem>();
    if (units.size() < FEW) {
      var unwritten = new ArrayList<Problem>();
      problems.addAll(
          Quadlet.generate(
              units, settings, service -> unwritten.addAll(folder.generate(service, generator))));
      problems.addAll(unwritten);
      return problems;
    }
    var writer = new ServiceWriter(folder, generator);
    problems.addAll(Quadlet.generate(units, settings, writer));
    problems.addAll(writer.finish());
    return problems;
  }

  private static Settings settings(Path root) {
    var podman = System.getenv("PODMAN");
    var settings = Settings.rooted(root);
    return podman == null || podman.isEmpty() ? settings : settings.withPodman(podman);
  }

  private static void sayWhatIsRead(Reading reading, List<Path> folders, GeneratorLog log) {
    for (var unit : reading.units()) {
      log.say("Loading source unit file " + unit.file());
    }
    for (var unit : reading.units()) {
      for (var dropIn : unit.dropIns()) {
        log.say("Loading source drop-in file " + dropIn);
      }
    }
    if (reading.units().isEmpty()) {
      log.say("No files parsed from " + folders);
    }
  }

  /** Logs problems; true if none of them costs a unit its service. */
  private static boolean say(List<Problem> problems, GeneratorLog log) {
    var isClean = true;
    for (var problem : problems) {
      log.say(problem.toString());
      isClean &= problem.severity() != Problem.Severity.ERROR;
    }
    return isClean;
  }

  /** The bytes are Podman's; only a terminal gets them made harmless. */
  private record Printing(Invocation in) implements Consumer<GeneratedService> {
    @Override
    public void accept(GeneratedService service) {
      var text = "---" + service.name() + "---\n" + service.unit().text() + "\n";
      in.out()
          .print(
              in.console().terminal().outIsTerminal()
                  ? Printable.lines(text, Integer.MAX_VALUE)
                  : text);
    }
  }
}
