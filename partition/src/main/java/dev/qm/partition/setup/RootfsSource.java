package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.packages.Release;
import dev.qm.host.process.Command;
import dev.qm.partition.landing.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the partition's operating system tree is made from. */
public sealed interface RootfsSource {
  /** How the user would name it. */
  String title();

  /** Seconds that it takes on a small machine. */
  int weight();

  /** Fills the empty folder {@code tree}; the program that does is one of {@code workers}. */
  void fill(Path tree, Workers workers, Notes notes) throws HostException;

  /**
   * Debian's or Ubuntu's packages, through mmdebstrap(1).
   *
   * @param suite as in {@code trixie}
   * @param sources lines of sources.list(5), from the host's own configuration
   * @param options apt options of the host that concern how packages are fetched
   * @param extent how much of a system the tree becomes
   * @param left what is left out of the packages, as globs of paths
   */
  record Apt(
      String suite,
      List<String> sources,
      List<String> options,
      List<String> packages,
      Extent extent,
      List<String> left)
      implements RootfsSource {
    /** Nobody reads manuals inside the partition; a third of the size goes with them. */
    public static final List<String> MANUALS =
        List.of("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/info/*");

    /** How much of a system a tree is. */
    public enum Extent {
      /** The essential packages too, all of them configured: it boots. */
      SYSTEM("minbase"),
      /** The named packages and what they depend on, unpacked: their programs run. */
      PROGRAMS("extract");

      private final String variant;

      Extent(String variant) {
        this.variant = variant;
      }
    }

    public Apt {
      sources = List.copyOf(sources);
      options = List.copyOf(options);
      packages = List.copyOf(packages);
      left = List.copyOf(left);
    }

    /**
     * Packages of the release that a partition on this machine is made of, from the machine's own
     * mirrors.
     *
     * @param suite another release; empty for that one
     * @throws HostException when apt's sources name no mirror that has it
     */
    public static Apt ofThisMachine(
        String suite, List<String> packages, Extent extent, List<String> left)
        throws HostException {
      var codename = Release.read(Root.HOST).codename();
      var chosen = suite.isEmpty() ? Suites.forHost(codename) : suite;
      var lines = Suites.lines(new dev.qm.host.packages.Apt(Root.HOST).sources(), codename, chosen);
      if (lines.isEmpty()) {
        throw new HostException(
            "cannot tell where to get packages of " + chosen,
            "apt's sources on this machine name no mirror of "
                + (codename.isEmpty() ? "its release" : codename),
            "add one to /etc/apt/sources.list.d, or bring what is to be made of them as an"
                + " archive");
      }
      return new Apt(chosen, lines, proxies(), packages, extent, left);
    }

    /** The host's way to its mirrors: apt.conf(5), Acquire group. */
    private static List<String> proxies() throws HostException {
      var dump = Command.of("apt-config", "dump", "--format=%F \"%v\";%n", "Acquire").run();
      return dump.output()
          .lines()
          .filter(line -> line.contains("::Proxy") || line.contains("::Verify-"))
          .toList();
    }

    @Override
    public String title() {
      return "packages of " + suite;
    }

    @Override
    public int weight() {
      return 45;
    }

    @Override
    public void fill(Path tree, Workers workers, Notes notes) throws HostException {
      var argv = new ArrayList<String>();
      argv.addAll(List.of("mmdebstrap", "--mode=root", "--variant=" + extent.variant));
      argv.add("--keyring=/usr/share/keyrings");
      argv.add("--include=" + String.join(",", packages));
      for (var glob : left) {
        argv.add("--dpkgopt=path-exclude=" + glob);
      }
      for (var option : options) {
        argv.add("--aptopt=" + option);
      }
      argv.add(suite);
      argv.add(tree.toString());
      argv.addAll(sources);
      // its own umask would show in the tree
      workers.with(Command.of(argv)).env("LC_ALL", "C.UTF-8").watch(notes::progress).require();
    }
  }

  /**
   * Packages of Fedora, CentOS Stream and their relatives, through dnf(8) with the host's
   * repositories.
   *
   * @param release the {@code --releasever}
   */
  record Dnf(String release, List<String> packages) implements RootfsSource {
    public Dnf {
      packages = List.copyOf(packages);
    }

    @Override
    public String title() {
      return "packages of release " + release;
    }

    @Override
    public int weight() {
      return 60;
    }

    @Override
    public void fill(Path tree, Workers workers, Notes notes) throws HostException {
      var argv = new ArrayList<String>();
      argv.addAll(List.of("dnf", "-y", "--installroot=" + tree, "--releasever=" + release));
      argv.addAll(List.of("--setopt=install_weak_deps=False", "--setopt=tsflags=nodocs"));
      argv.addAll(List.of("--setopt=reposdir=/etc/yum.repos.d", "--nodocs", "install"));
      argv.addAll(packages);
      workers.with(Command.of(argv)).env("LC_ALL", "C.UTF-8").watch(notes::progress).require();
    }
  }

  /** An archive that tar(1) can read. Needs no network. */
  record Tarball(Path file) implements RootfsSource {
    @Override
    public String title() {
      return file.toString();
    }

    @Override
    public int weight() {
      return 8;
    }

    @Override
    public void fill(Path tree, Workers workers, Notes notes) throws HostException {
      var command =
          Command.of(
              "tar",
              "--extract",
              "--file=" + file,
              "--directory=" + tree,
              "--numeric-owner",
              "--preserve-permissions",
              "--xattrs",
              "--xattrs-include=*.*",
              "--force-local");
      workers.with(command).require();
    }
  }

  /** A folder that holds an operating system tree. Needs no network. */
  record Folder(Path folder) implements RootfsSource {
    @Override
    public String title() {
      return folder.toString();
    }

    @Override
    public int weight() {
      return 5;
    }

    @Override
    public void fill(Path tree, Workers workers, Notes notes) throws HostException {
      Trees.copy(folder, tree, workers);
    }
  }
}
