package dev.qm.host.packages;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * apt-get(8) and dpkg-query(1).
 *
 * @param root the machine whose configuration is read; packages can only be changed on this one
 */
public record Apt(Root root) implements PackageSystem {
  /** Another apt, perhaps of a daily timer, may hold the lock for a while. */
  private static final String LOCK = "-oDPkg::Lock::Timeout=300";

  /** Keep what the user changed; ask nobody: nobody is there. */
  private static final List<String> QUIET =
      List.of(
          "-y",
          "-q",
          "-oDpkg::Use-Pty=0",
          "-oDpkg::Options::=--force-confold",
          "-oDpkg::Options::=--force-confdef",
          LOCK);

  @Override
  public String name() {
    return "apt";
  }

  @Override
  public List<String> missing(List<String> packages) throws HostException {
    if (packages.isEmpty()) {
      return List.of();
    }
    var command = new ArrayList<>(List.of("dpkg-query", "--root=" + root.directory(), "-W", "-f"));
    command.add("${Package} ${db:Status-Status}\\n");
    command.add("--");
    command.addAll(packages);
    // exit code 1 says that it does not know some of the names, which is what was asked
    var outcome = Command.of(command).env("LC_ALL", "C").run();
    if (outcome.exitCode() > 1) {
      throw outcome.failure();
    }
    var installed = new HashSet<String>();
    for (var line : KernelText.lines(outcome.output())) {
      var words = KernelText.of(line);
      if (words.size() == 2 && words.get(1).equals("installed")) {
        installed.add(words.getFirst());
      }
    }
    return packages.stream().filter(name -> !installed.contains(plain(name))).toList();
  }

  @Override
  public void install(List<String> packages, Consumer<String> progress) throws HostException {
    if (packages.isEmpty()) {
      return;
    }
    var install = command("install", List.of("--no-install-recommends"), packages);
    if (install.watch(progress).ok()) {
      return;
    }
    // most often the lists of packages are older than the mirror, or there are none yet
    Command.of("apt-get", "update", "-q", LOCK).watch(progress).require();
    install.watch(progress).require();
  }

  @Override
  public void remove(List<String> packages, Consumer<String> progress) throws HostException {
    if (!packages.isEmpty()) {
      command("remove", List.of(), packages).watch(progress).require();
    }
  }

  @Override
  public void purge(List<String> packages, Consumer<String> progress) throws HostException {
    if (!packages.isEmpty()) {
      command("purge", List.of(), packages).watch(progress).require();
    }
  }

  @Override
  public List<String> wouldInstall(List<String> packages) throws HostException {
    if (packages.isEmpty()) {
      return List.of();
    }
    var simulated = simulate("install", packages);
    if (!simulated.ok()) {
      Command.of("apt-get", "update", "-q", LOCK).require();
      simulated = simulate("install", packages).require();
    }
    return newcomers(simulated.output());
  }

  @Override
  public List<String> neededElsewhere(List<String> packages) throws HostException {
    if (packages.isEmpty()) {
      return List.of();
    }
    var gone = named(simulate("purge", packages).require().output(), "Purg ");
    return gone.stream().filter(name -> !packages.contains(name)).toList();
  }

  private static Outcome simulate(String verb, List<String> packages) throws HostException {
    var command = new ArrayList<>(List.of("apt-get", "-s", "--no-install-recommends", verb, "--"));
    command.addAll(packages);
    return Command.of(command).env("LC_ALL", "C").run();
  }

  /**
   * What a simulation would install that is not there in any version: a line such as {@code Inst
   * passwd [1:4.13-1] (1:4.13-2 Debian:12 [amd64])} replaces one, and taking that away again would
   * take it from the machine.
   */
  static List<String> newcomers(String output) {
    var replaced = new ArrayList<String>();
    for (var line : KernelText.lines(output)) {
      var words = KernelText.of(line);
      if (line.startsWith("Inst ") && words.size() > 2 && words.get(2).startsWith("[")) {
        replaced.add(words.get(1));
      }
    }
    return named(output, "Inst ").stream().filter(name -> !replaced.contains(name)).toList();
  }

  /** The packages of lines such as {@code Inst crun (1.8.1-1 Debian:12 [amd64])}. */
  private static List<String> named(String output, String kind) {
    var names = new ArrayList<String>();
    for (var line : KernelText.lines(output)) {
      if (line.startsWith(kind)) {
        names.add(KernelText.of(line).get(1));
      }
    }
    return names;
  }

  @Override
  public String installCommand(List<String> packages) {
    return "apt-get install --no-install-recommends " + String.join(" ", packages);
  }

  /** The enabled sources of packages, in the order that apt reads them. */
  public List<AptSource> sources() throws HostException {
    return new AptSources(root).read();
  }

  private Command command(String verb, List<String> options, List<String> packages)
      throws HostException {
    if (!root.isHost()) {
      throw new HostException(
          "cannot " + verb + " packages in " + root.directory(),
          "that is another machine's tree",
          "run `" + installCommand(packages) + "` on that machine");
    }
    var command = new ArrayList<String>();
    command.add("apt-get");
    command.add(verb);
    command.addAll(QUIET);
    command.addAll(options);
    command.add("--");
    command.addAll(packages);
    return Command.of(command).env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C.UTF-8");
  }

  /** The name without an architecture: {@code podman:amd64} is the package podman. */
  private static String plain(String name) {
    var colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
