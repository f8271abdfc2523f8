package dev.qm.cli.command.addon;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.Root;
import dev.qm.packaging.MainPackages;
import dev.qm.packaging.addon.AddonCheck;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.AddonSources;
import dev.qm.partition.Layout;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The folders of add-ons that a command works with: {@code --addons}, else {@code addons} in the
 * working folder if there is one, else those that qm brings along.
 *
 * @param sources where they are
 */
record AddonShelf(AddonSources sources) {
  static final OptionSpec.Value ADDONS =
      OptionSpec.folder(
          "addons", "DIR", "the folder of add-ons [./addons, else those that qm brings]");
  static final PositionalSpec.One NAME =
      PositionalSpec.one("NAME", "the add-on: " + AddonName.RULE);

  static final String FOLDER = "addons";
  private static final List<String> COMMANDS = List.of(Layout.COMMAND, Layout.CONTROL);
  private static final String PROGRAM = "/usr/libexec/qm/";
  private static final String PAGES = "/usr/share/man/";
  private static final String PACKED = ".gz";
  private static final List<String> MADE_BY_SETUP =
      List.of(Layout.SECCOMP, "/etc/containers/systemd/qm.container", Layout.SETUP_DROP_IN);

  static AddonShelf of(Invocation in) throws CommandFailure {
    var given = in.path(ADDONS);
    if (given.isPresent()) {
      return in(given.get());
    }
    var here = Path.of(FOLDER);
    return new AddonShelf(new AddonSources(Files.isDirectory(here) ? here : brought(in)));
  }

  /** The folder that {@code --addons} names. */
  static AddonShelf in(Path folder) throws CommandFailure {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          Letter.error("--addons " + folder + ": no such folder")
              .note("name the folder that holds a folder for each add-on"));
    }
    return new AddonShelf(new AddonSources(folder));
  }

  /** Where qm's own add-ons are: {@code addons/} of the sources, carried in the runtime image. */
  static Path brought(Invocation in) throws CommandFailure {
    return in.systemFiles().resolveSibling(FOLDER);
  }

  static AddonName name(String word) throws UsageException {
    return AddonName.parse(word)
        .orElseThrow(() ->
            new UsageException(
                "'" + word + "' is not the name of an add-on", "use " + AddonName.RULE));
  }

  AddonSources.Found require(AddonName name) throws CommandFailure, IOException {
    var found = sources.find(name);
    if (found.isEmpty()) {
      var names = sources.names().stream().map(AddonName::text).toList();
      throw new CommandFailure(
          Letter.error("there is no add-on " + name + " in " + sources.folder())
              .note(
                  names.isEmpty()
                      ? "there is none at all; 'qm addon new " + name + "' makes one"
                      : "there are: " + String.join(", ", names)));
    }
    return found.get();
  }

  /** Everything that is wrong with an add-on. */
  List<Problem> problems(AddonSources.Found found, AddonCheck check) throws IOException {
    List<Problem> problems = new ArrayList<>(found.problems());
    problems.addAll(check.check(found.addon()));
    return problems;
  }

  /**
   * A check that knows the files of QM itself and of all other add-ons.
   *
   * @param read add-ons of this shelf that have been read
   */
  AddonCheck check(Invocation in, List<AddonSources.Found> read) throws Exception {
    Map<AddonName, List<String>> landed = new TreeMap<>();
    for (var found : read) {
      List<String> paths = new ArrayList<>();
      found.addon().files().forEach(file -> paths.add(file.entry().path()));
      landed.put(found.addon().name(), paths);
    }
    // of two folders with one name, this shelf's is the one that is meant
    for (var folder : List.of(sources, new AddonSources(brought(in)))) {
      for (var name : folder.names()) {
        if (!landed.containsKey(name)) {
          landed.put(name, folder.paths(name));
        }
      }
    }
    Map<String, String> owners = new HashMap<>();
    landed.forEach((name, paths) -> {
      // of two add-ons with one file the first by name has it, and the other is told
      paths.forEach(path -> owners.putIfAbsent(path, name.packageName()));
    });
    var system = in.systemFiles();
    return new AddonCheck(path -> {
      var own = ownerInQm(path, system);
      return own.isPresent() ? own : Optional.ofNullable(owners.get(path));
    });
  }

  /** The package of QM itself that has the file. */
  private static Optional<String> ownerInQm(String path, Path system) {
    if (COMMANDS.contains(path) || path.startsWith(PROGRAM)) {
      return Optional.of(MainPackages.PROGRAM);
    }
    // manual pages are packed in a package; to list all files takes longer than to look one up
    var place =
        path.startsWith(PAGES) && path.endsWith(PACKED)
            ? path.substring(0, path.length() - PACKED.length())
            : path;
    return MADE_BY_SETUP.contains(path)
            || Files.exists(system.resolve(place.substring(1)), LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(MainPackages.PARTITION)
        : Optional.empty();
  }

  /** Prints what was found, with the lines that it is about. */
  static void print(Invocation in, List<Problem> problems) {
    var text =
        new FindingText(
            in.console().err(),
            in.console().terminal(),
            SourceLines.of(Root.HOST),
            FileNames.fromHere(Path.of("").toAbsolutePath()));
    problems.forEach(text::print);
  }

  static boolean isBroken(List<Problem> problems) {
    return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
  }
}
