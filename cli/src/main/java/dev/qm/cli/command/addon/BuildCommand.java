package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.file.AtomicFiles;
import dev.qm.packaging.Architecture;
import dev.qm.packaging.Artifact;
import dev.qm.packaging.Digests;
import dev.qm.packaging.MainPackages;
import dev.qm.packaging.PackageVersion;
import dev.qm.packaging.SoftwarePackage;
import dev.qm.packaging.addon.AddonName;
import dev.qm.packaging.addon.AddonPackage;
import dev.qm.packaging.addon.AddonSources;
import dev.qm.packaging.deb.DebWriter;
import dev.qm.packaging.rpm.RpmWriter;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code qm addon build}. */
final class BuildCommand implements Subcommand {
  private static final PositionalSpec.Any NAMES =
      PositionalSpec.any("NAME", "add-ons; with --all every one");
  private static final OptionSpec.Flag ALL = OptionSpec.flag("all", "every add-on of the folder");
  private static final OptionSpec.Flag MAIN =
      OptionSpec.flag("main", "QM itself as well: packages qm and qm-ctl");
  private static final OptionSpec.Value FORMAT =
      OptionSpec.text("format", "LIST", "rpm, deb, or both with a comma between [both]");
  private static final OptionSpec.Value RELEASE =
      OptionSpec.text("release", "R", "release of the package of this version [1]");
  private static final OptionSpec.Value OUTPUT =
      OptionSpec.folder('o', "output", "DIR", "where the packages go [.]");

  private enum Format {
    RPM,
    DEB
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon build")
        .summary("build RPM and DEB packages, without rpmbuild or dpkg")
        .description(
            """
            Checks the add-ons, then writes qm-NAME-VERSION-RELEASE.noarch.rpm and qm-NAME_VERSION_all.deb. The version \
            is that of qm. An add-on that would overwrite a file of another package, or that opens a device which its \
            addon.conf does not declare, is not built: each mistake is named with file and line.

            The same add-on gives the same bytes on every machine: all times in a package are SOURCE_DATE_EPOCH of the \
            environment, or one fixed day. DEBFULLNAME and DEBEMAIL name whoever makes the packages.
            """)
        .options(ALL, MAIN, FORMAT, RELEASE, OUTPUT, AddonShelf.ADDONS, PackageMaker.KEY)
        .positionals(NAMES)
        .example("qm addon build kvm", "One add-on, both formats")
        .example("qm addon build --all --main --format deb -o /srv/qm", "All there is, for apt")
        .exit(ExitCode.OK, "the packages are there")
        .exit(ExitCode.FAILURE, "an add-on has mistakes; nothing was written")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var formats = formats(in);
    var release = in.value(RELEASE).orElse("1");
    if (!PackageVersion.isRelease(release)) {
      throw new UsageException(
          "--release cannot be '" + release + "'", "it is a number, such as 2, or 2.fc42");
    }
    var version = version(release);
    // the JDK's security framework takes as long to start as the add-ons to be read
    Thread.ofPlatform().daemon().start(Digests.SHA256::begin);
    var shelf = AddonShelf.of(in);
    List<SoftwarePackage> packages = new ArrayList<>(addons(in, shelf, version));
    if (in.has(MAIN)) {
      packages.addAll(main(version));
    }
    var folder = in.path(OUTPUT).orElse(Path.of("."));
    Files.createDirectories(folder);
    for (var file : written(in, formats, packages, folder)) {
      in.out().println(Printable.line(file.normalize().toString()));
    }
    return ExitCode.OK;
  }

  private static List<Path> written(
      Invocation in, Set<Format> formats, List<SoftwarePackage> packages, Path folder)
      throws Exception {
    var maker = PackageMaker.of(System.getenv());
    var rpm = new RpmWriter(maker, PackageMaker.signer(in));
    var deb = new DebWriter(maker);
    List<Callable<Artifact>> jobs = new ArrayList<>();
    for (var format : formats) {
      for (var software : packages) {
        jobs.add(
            switch (format) {
              case RPM -> () -> rpm.write(software);
              case DEB -> () -> deb.write(software);
            });
      }
    }
    try (var files = new AtomicFiles(folder, "0644")) {
      List<Callable<Path>> puts = new ArrayList<>();
      for (var job : jobs) {
        puts.add(() -> {
          var artifact = job.call();
          files.add(artifact.fileName(), artifact.bytes());
          return folder.resolve(artifact.fileName());
        });
      }
      // twice as many as processors: the disk keeps half of them waiting
      var paths = AllProcessors.run(puts, 2);
      files.commit();
      return paths;
    }
  }

  private static Set<Format> formats(Invocation in) throws UsageException {
    Set<Format> formats = new LinkedHashSet<>();
    for (var word : in.value(FORMAT).orElse("rpm,deb").split(",", -1)) {
      switch (word) {
        case "rpm" -> formats.add(Format.RPM);
        case "deb" -> formats.add(Format.DEB);
        default ->
            throw new UsageException(
                "--format does not know '" + word + "'", "write rpm, deb, or rpm,deb");
      }
    }
    return formats;
  }

  private static PackageVersion version(String release) throws CommandFailure {
    var number = QmVersion.ofQm().number();
    return PackageVersion.ofProject(number.equals("unknown") ? "0" : number, release)
        .orElseThrow(() ->
            new CommandFailure(
                Letter.error("qm's version, " + number + ", cannot be that of a package")
                    .note("build qm with a version such as 1.2.3")));
  }

  private static List<SoftwarePackage> main(PackageVersion version) throws Exception {
    var image = Path.of(System.getProperty("java.home", "/"));
    var processor = System.getProperty("os.arch", "");
    var architecture =
        Architecture.ofJava(processor)
            .orElseThrow(() ->
                new CommandFailure(
                    Letter.error("there are no packages of qm for this processor, " + processor)
                        .note("build them on x86_64 or aarch64")));
    if (!Files.isExecutable(image.resolve("bin/qm"))) {
      throw new CommandFailure(
          Letter.error("this qm does not run from its runtime image: " + image)
              .note("build it with ./qm, which makes the image that is packaged"));
    }
    var main = new MainPackages(image, version, architecture);
    return List.of(main.partition(), main.program());
  }

  private static List<SoftwarePackage> addons(
      Invocation in, AddonShelf shelf, PackageVersion version) throws Exception {
    var known = shelf.sources().names();
    var names = names(in, known);
    if (names.isEmpty()) {
      return List.of();
    }
    List<Callable<AddonSources.Found>> reading = new ArrayList<>();
    for (var name : names) {
      reading.add(() -> shelf.require(name));
    }
    var read = AllProcessors.run(reading, 1);
    var check = shelf.check(in, read);
    List<Callable<List<Problem>>> checks = new ArrayList<>();
    for (var found : read) {
      checks.add(() -> shelf.problems(found, check));
    }
    List<Problem> problems = new ArrayList<>();
    AllProcessors.run(checks, 1).forEach(problems::addAll);
    AddonShelf.print(in, problems);
    if (AddonShelf.isBroken(problems)) {
      throw new CommandFailure(
          Letter.error("nothing was built: there are mistakes in the add-ons")
              .note("mend what is named above"));
    }
    var maker = new AddonPackage(version, known);
    List<Callable<SoftwarePackage>> making = new ArrayList<>();
    for (var found : read) {
      making.add(() -> maker.of(found.addon()));
    }
    return AllProcessors.run(making, 1);
  }

  private static List<AddonName> names(Invocation in, List<AddonName> known)
      throws UsageException, IOException {
    var words = in.get(NAMES);
    if (in.has(ALL)) {
      if (!words.isEmpty()) {
        throw new UsageException("--all and names do not go together", "leave one of them out");
      }
      return known;
    }
    if (words.isEmpty() && !in.has(MAIN)) {
      throw new UsageException("no add-on is named", "name some, or write --all or --main");
    }
    List<AddonName> names = new ArrayList<>();
    for (var word : words) {
      var name = AddonShelf.name(word);
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
