package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.file.AtomicFile;
import dev.qm.packaging.Artifact;
import dev.qm.packaging.deb.DebRepository;
import dev.qm.packaging.rpm.RpmRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** {@code qm addon repo}. */
final class RepoCommand implements Subcommand {
  private static final PositionalSpec.One DIR =
      PositionalSpec.one("DIR", "the folder that holds the packages");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon repo")
        .summary("make a folder of packages a repository for dnf and apt")
        .description(
            """
            Reads the packages in DIR and writes the lists that package managers ask for: repodata/ for dnf, Packages \
            and Release for apt. To be called again when packages come or go. With --key the lists are signed with \
            gpg, and the public key lies beside them; without, dnf needs gpgcheck=0 and apt [trusted=yes].
            """)
        .options(PackageMaker.KEY)
        .positionals(DIR)
        .example("qm addon repo /srv/qm --key qm@example.org", "A signed repository for both")
        .exit(ExitCode.OK, "the lists are there")
        .exit(ExitCode.FAILURE, "there is no package, or one cannot be read; nothing was written")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var folder = Path.of(in.get(DIR)).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          Letter.error("no such folder: " + folder)
              .note("'qm addon build --all -o " + folder + "' makes packages in it"));
    }
    var maker = PackageMaker.of(System.getenv());
    var signer = PackageMaker.signer(in);
    var rpms = packages(folder, ".rpm");
    var debs = packages(folder, ".deb");
    if (rpms.isEmpty() && debs.isEmpty()) {
      throw new CommandFailure(
          Letter.error("there is no package in " + folder)
              .note("'qm addon build --all -o " + folder + "' makes some"));
    }
    List<Artifact> lists = new ArrayList<>();
    if (!rpms.isEmpty()) {
      var repository = new RpmRepository(maker, signer);
      for (var rpm : rpms) {
        add(rpm, repository::add);
      }
      lists.addAll(repository.write());
    }
    if (!debs.isEmpty()) {
      var repository = new DebRepository(maker, signer);
      for (var deb : debs) {
        add(deb, repository::add);
      }
      lists.addAll(repository.write());
    }
    write(folder, lists);
    if (signer.isEmpty()) {
      // a signature of lists that are no more would only fail
      remove(folder, List.of("InRelease", "Release.gpg", RpmRepository.INDEX + ".asc"));
    }
    if (rpms.isEmpty()) {
      remove(folder, List.of(RpmRepository.INDEX, RpmRepository.INDEX + ".asc"));
    }
    if (debs.isEmpty()) {
      remove(folder, List.of("InRelease", "Release.gpg", "Release", "Packages.gz", "Packages"));
    }
    if (!rpms.isEmpty()) {
      in.out().println(Printable.line("dnf: baseurl=file://" + folder));
    }
    if (!debs.isEmpty()) {
      var trust =
          signer.isPresent() ? "[signed-by=" + folder.resolve("qm.asc") + "]" : "[trusted=yes]";
      in.out().println(Printable.line("apt: deb " + trust + " file:" + folder + " ./"));
    }
    return ExitCode.OK;
  }

  private static void remove(Path folder, List<String> lists) throws IOException {
    for (var list : lists) {
      Files.deleteIfExists(folder.resolve(list));
    }
  }

  private interface Repository {
    void add(String fileName, byte[] bytes) throws IOException;
  }

  private static void add(Path file, Repository repository) throws CommandFailure {
    try {
      repository.add(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    } catch (IOException failure) {
      throw new CommandFailure(
          Letter.error(
                  "cannot list "
                      + file
                      + ": "
                      + Objects.requireNonNullElse(failure.getMessage(), "it ends too early"))
              .note("take it out of the folder, or build it again"),
          failure);
    }
  }

  private static List<Path> packages(Path folder, String ending) throws IOException {
    List<Path> packages = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*" + ending)) {
      for (var file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          packages.add(file);
        }
      }
    }
    packages.sort(null);
    return packages;
  }

  private static void write(Path folder, List<Artifact> lists) throws Exception {
    Set<String> written = new HashSet<>();
    for (var list : lists) {
      var file = folder.resolve(list.fileName());
      Files.createDirectories(file.resolveSibling(""));
      AtomicFile.write(file, list.bytes(), "0644");
      written.add(String.valueOf(file.getFileName()));
    }
    var repodata = folder.resolve(RpmRepository.FOLDER);
    if (Files.isDirectory(repodata)) {
      try (var files = Files.newDirectoryStream(repodata)) {
        for (var file : files) {
          var name = String.valueOf(file.getFileName());
          if (RpmRepository.isList(name) && !written.contains(name)) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
