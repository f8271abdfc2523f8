package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingJson;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.Findings;
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
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.machine.Podman;
import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.compiled.Compilation;
import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code qm quadlet check}. */
final class CheckCommand implements Subcommand {
  private static final OptionSpec.Flag AS_SARIF =
      OptionSpec.flag("sarif", "print SARIF 2.1.0, for code review and CI systems");
  static final OptionSpec.Flag USER = OptionSpec.flag("user", "the units are for a user's systemd");
  static final OptionSpec.Value PODMAN =
      OptionSpec.text("podman", "VERSION", "check for this Podman [the machine's, or 5.8.6]");
  private static final OptionSpec.Value COMPILED =
      OptionSpec.folder("compiled", "DIR", "compare with the services compiled into DIR");
  private static final OptionSpec.Flag FIX =
      OptionSpec.flag("fix", "mend the findings that have one safe mend, and check again");
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "with --fix: write nothing, show what would change (diff -u)");
  private static final PositionalSpec.Any PATHS =
      new PositionalSpec.Any(
          "PATH", "a unit, or a folder of units [the system's folders]", new Domain.AnyFile());

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet check")
        .summary("find everything that is wrong with units, before they are used")
        .description(
            """
            Finds in one run what Podman's generator would refuse, what it would drop without a word, what \
            this machine's Podman is too old for, and what does not go together: names, ports and addresses \
            that units share, units that do not exist, dependency cycles.

            Each finding is one line, FILE:LINE:COLUMN: error: what, why, mend, with the line of the file \
            under it. An error costs the unit its service; a warning means that there is a service, \
            but hardly the one that was meant; a note is worth knowing and does not count.

            A file is checked among the other units of its folder. What a unit names and this machine does not \
            have is a warning where the machine reads its units, and a note elsewhere. Where services were compiled by `qm \
            quadlet compile`, those that are no longer up to date are found too.

            With --fix what has one safe mend is mended: a misspelt key or section that can be only one, and counts for \
            nothing as it is; a key that belongs in another section; a comment behind a value; y for true; a line that \
            stands there twice; a backslash in quotes that makes Podman drop the value. Nothing else in the file \
            changes, no comment is lost, and what would bring a new finding is left as it is. Files are replaced in \
            one step and keep mode and owner. Links are not followed, nothing is written into the partition's own \
            trees, and without a PATH nothing below /usr.
            """)
        .options(
            FIX, DRY_RUN, AS_SARIF, USER, PODMAN, COMPILED, CommonOptions.ROOT, CommonOptions.JSON)
        .positionals(PATHS)
        .example("qm quadlet check", "Check the units of this machine")
        .example("qm quadlet check radio.container", "Check one unit while writing it")
        .example("qm quadlet check --fix units/", "Mend what can be mended, and see what is left")
        .example("qm quadlet check --fix --dry-run units/", "See what that would change")
        .example("qm quadlet check --podman 4.9 units/", "Will an older machine take them?")
        .example("qm quadlet check --sarif units/ > quadlet.sarif", "In a CI job")
        .exit(ExitCode.OK, "nothing is wrong")
        .exit(ExitCode.FAILURE, "there are errors or warnings, with --fix: left")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    refuseWhatDoesNotGoTogether(in);
    var root = in.root();
    var settings = settings(in, root);
    complain(in, settings.version());
    var names = names(in.get(PATHS));
    if (in.get(PATHS).isEmpty()) {
      complain(in, SearchPath.of(root, settings.scope()));
    }
    if (!in.has(FIX)) {
      var subject = subject(in, root, settings);
      var findings = findings(in, root, subject);
      report(in, root, subject, findings, names);
      return status(findings);
    }
    var fix = new FixRun(in, UnitMends.of(root, in.get(PATHS), settings.scope()), names);
    var before = subject(in, root, settings);
    if (in.has(DRY_RUN)) {
      for (var checked : before.all()) {
        fix.show(checked, before.settings());
      }
      if (!fix.hasShown()) {
        in.out().println("nothing to mend");
      }
      return status(findings(in, root, before));
    }
    for (var checked : before.all()) {
      fix.write(checked, before.settings());
    }
    var findings = findings(in, root, subject(in, root, settings));
    report(in, root, fix, findings, names);
    return fix.isComplete() ? status(findings) : ExitCode.FAILURE;
  }

  private static void refuseWhatDoesNotGoTogether(Invocation in) throws UsageException {
    if (in.json() && in.has(AS_SARIF)) {
      throw new UsageException("--json and --sarif do not go together", "keep one of them");
    }
    if (in.has(DRY_RUN) && !in.has(FIX)) {
      throw new UsageException("--dry-run goes with --fix", "without --fix nothing is written");
    }
    if (in.has(DRY_RUN) && (in.json() || in.has(AS_SARIF))) {
      throw new UsageException(
          "--dry-run prints a diff, not " + (in.json() ? "JSON" : "SARIF"),
          "--sarif without --fix has the mends too");
    }
  }

  /** What is checked, and for which machine. */
  private record Subject(List<UnitMends.Checked> all, Settings settings) {
    static Subject of(List<Target> targets, Settings settings) {
      List<UnitMends.Checked> all = new ArrayList<>();
      for (var target : targets) {
        all.add(new UnitMends.Checked(target, Check.run(target.reading(), settings)));
      }
      return new Subject(all, settings);
    }
  }

  private static Subject subject(Invocation in, Root root, Settings settings)
      throws UsageException, IOException {
    var paths = in.get(PATHS);
    if (paths.isEmpty()) {
      var reading = SearchPath.of(root, settings.scope()).read();
      return Subject.of(List.of(Target.all(reading)), settings.withUnitFolders(reading.folders()));
    }
    return Subject.of(Target.of(root, paths), settings.withUnitFolders(unitFolders(root)));
  }

  private static Findings findings(Invocation in, Root root, Subject subject) throws HostException {
    var units = 0;
    var problems = new LinkedHashSet<Problem>();
    for (var checked : subject.all()) {
      var target = checked.target();
      units += target.count();
      problems.addAll(target.about(checked.problems()));
      problems.addAll(target.about(compiled(in, root, target, subject.settings())));
    }
    return new Findings(units, "unit", new ArrayList<>(problems));
  }

  private static int status(Findings findings) {
    return findings.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** What Podman would read; what it would not is said. */
  static Reading search(Invocation in, Settings.Scope scope) throws IOException, CommandFailure {
    var path = SearchPath.of(in.root(), scope);
    complain(in, path);
    return path.read();
  }

  private static void complain(Invocation in, SearchPath path) {
    if (path.complaint().isPresent()) {
      Letter.warning(path.complaint().get()).print(in.console().err(), in.console().terminal());
    }
  }

  /** The machine that units are checked for: of {@link #USER} and {@link #PODMAN}. */
  static Settings settings(Invocation in, Root root) throws UsageException {
    var settings =
        Settings.rooted(root.directory())
            .withScope(in.has(USER) ? Settings.Scope.USER : Settings.Scope.SYSTEM);
    var asked = in.value(PODMAN);
    if (asked.isPresent()) {
      var version = PodmanVersion.parse(asked.get());
      if (version.isEmpty()) {
        throw new UsageException(
            "--podman cannot be '" + asked.get() + "'", "write a version, such as 4.9 or 5.8.6");
      }
      return settings.withVersion(version.get());
    }
    var installed = Podman.probe(root);
    if (installed.isPresent() && installed.get().hasQuadlet()) {
      var version = installed.get().version();
      return settings.withVersion(
          new PodmanVersion(version.major(), version.minor(), version.patch()));
    }
    // a Podman without Quadlet runs what qm makes of the units: it is checked for nothing here
    return settings;
  }

  /** Says what the answers about a Podman later than the one that this qm is equal to are worth. */
  static void complain(Invocation in, PodmanVersion podman) {
    var known = Settings.NEWEST_KNOWN;
    var newest = Settings.NEWEST;
    if (podman.compareTo(newest) < 0
        || (podman.major() == newest.major() && podman.minor() == newest.minor())) {
      return;
    }
    var isKnown = podman.major() == known.major() && podman.minor() == known.minor();
    Letter.warning(
            isKnown
                ? "Podman " + known + " is known from its sources of before its release"
                : "Podman " + podman + " is not known; it is taken for " + known)
        .note("what it changed since then is not checked; Podman itself has the last word")
        .print(in.console().err(), in.console().terminal());
  }

  /**
   * The folders from which this machine's Podman, or an image's, reads units: what a unit elsewhere
   * names need not be on this machine.
   */
  static List<Path> unitFolders(Root root) throws IOException {
    var folders = new ArrayList<Path>();
    for (var scope : Settings.Scope.values()) {
      for (var folder : SearchPath.of(root, scope).folders()) {
        folders.add(folder);
        // a unit is called by its folder's own name
        if (root.isHost() && Files.isDirectory(folder)) {
          folders.add(folder.toRealPath());
        }
      }
    }
    return folders;
  }

  /**
   * What is to be said of compiled services. Where none was ever compiled, as on a machine whose
   * systemd generates them, nothing is missing.
   */
  private static List<Problem> compiled(Invocation in, Root root, Target target, Settings settings)
      throws HostException {
    var asked = in.path(COMPILED);
    if (asked.isEmpty() && (!in.get(PATHS).isEmpty() || in.has(USER))) {
      return List.of();
    }
    var folder =
        asked.isPresent()
            ? asked.get()
            : ConfinedPath.resolve(root.directory(), CompileCommand.FOLDER);
    var compilation = Compilation.of(Quadlet.generate(target.reading().units(), settings));
    var comparison = new CompiledFolder(folder).compare(compilation);
    for (var entry : comparison.entries()) {
      switch (entry.state()) {
        case CURRENT, STALE, EDITED, ORPHANED -> {
          return comparison.problems();
        }
        case MISSING, FOREIGN -> {}
      }
    }
    return asked.isPresent() ? comparison.problems() : List.of();
  }

  /** Who names files from the working folder wants to read them so. */
  static FileNames names(List<String> paths) throws IOException {
    for (var path : paths) {
      if (!path.startsWith("/")) {
        return FileNames.fromHere(Path.of("").toRealPath());
      }
    }
    return FileNames.absolute();
  }

  /** Prints what was found, and how much of it can be mended. */
  private static void report(
      Invocation in, Root root, Subject subject, Findings findings, FileNames names)
      throws IOException {
    if (in.json()) {
      json(in, findings, names, Optional.empty());
    } else if (in.has(AS_SARIF)) {
      Sarif.print(
          in.out(),
          findings,
          names,
          mends(in, root, subject).once(subject.all(), subject.settings()));
    } else {
      text(in, root, findings, names);
      var mendable = mends(in, root, subject).count(subject.all(), subject.settings());
      if (mendable > 0) {
        in.out()
            .println(
                mendable
                    + " of these "
                    + (mendable == 1 ? "is" : "are")
                    + " mended by qm quadlet check --fix");
      }
    }
  }

  private static UnitMends mends(Invocation in, Root root, Subject subject) {
    return UnitMends.offered(root, in.get(PATHS), subject.settings().scope(), subject.all());
  }

  /** Prints what was mended, and what is left. */
  private static void report(
      Invocation in, Root root, FixRun fix, Findings findings, FileNames names) throws IOException {
    if (in.json()) {
      json(in, findings, names, Optional.of(fix));
    } else if (in.has(AS_SARIF)) {
      Sarif.print(in.out(), findings, names, Map.of());
    } else {
      fix.report();
      text(in, root, findings, names);
    }
  }

  private static void json(Invocation in, Findings findings, FileNames names, Optional<FixRun> fix)
      throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().field("units", findings.checked());
      if (fix.isPresent()) {
        fix.get().fields(json);
      }
      FindingJson.fields(json, findings, names);
      json.end();
    }
  }

  private static void text(Invocation in, Root root, Findings findings, FileNames names) {
    var text = new FindingText(in.out(), in.console().terminal(), SourceLines.of(root), names);
    for (var problem : findings.problems()) {
      text.print(problem);
    }
    in.out().println(findings.summary());
  }
}
