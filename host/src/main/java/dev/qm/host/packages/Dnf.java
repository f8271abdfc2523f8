package dev.qm.host.packages;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * dnf(8), or dnf5 or microdnf where they take its place, and rpm(8).
 *
 * @param root the machine whose configuration is read; packages can only be changed on this one
 * @param program the package manager's program
 */
public record Dnf(Root root, Path program) implements PackageSystem {

  @Override
  public String name() {
    return "dnf";
  }

  @Override
  public List<String> missing(List<String> packages) throws HostException {
    if (packages.isEmpty()) {
      return List.of();
    }
    var command = new ArrayList<>(List.of("rpm"));
    if (!root.isHost()) {
      command.add("--root=" + root.directory());
    }
    command.addAll(List.of("-q", "--queryformat", "%{NAME}\\n", "--"));
    command.addAll(packages);
    // the exit code is the number of packages that are not installed
    var outcome = Command.of(command).env("LC_ALL", "C").run();
    var installed = new HashSet<>(KernelText.lines(outcome.output()));
    return packages.stream().filter(name -> !installed.contains(name)).toList();
  }

  @Override
  public void install(List<String> packages, Consumer<String> progress) throws HostException {
    if (!packages.isEmpty()) {
      command("install", List.of("--setopt=install_weak_deps=False"), packages)
          .watch(progress)
          .require();
    }
  }

  @Override
  public void remove(List<String> packages, Consumer<String> progress) throws HostException {
    if (!packages.isEmpty()) {
      command("remove", List.of(), packages).watch(progress).require();
    }
  }

  /** An RPM leaves a changed configuration file behind, under another name, and nothing else. */
  @Override
  public void purge(List<String> packages, Consumer<String> progress) throws HostException {
    remove(packages, progress);
  }

  @Override
  public List<String> wouldInstall(List<String> packages) {
    // dnf remembers by itself what came along only because others needed it
    return List.copyOf(packages);
  }

  @Override
  public List<String> neededElsewhere(List<String> packages) throws HostException {
    var query = new ArrayList<>(List.of("rpm", "-e", "--test", "--"));
    query.addAll(packages);
    var outcome = Command.of(query).env("LC_ALL", "C").run();
    return outcome.ok() ? List.of() : outcome.errors().lines().map(String::strip).toList();
  }

  @Override
  public String installCommand(List<String> packages) {
    return "dnf install --setopt=install_weak_deps=False " + String.join(" ", packages);
  }

  /** What {@code $releasever} stands for: the distribution's release, such as 41. */
  public String releaseVersion() {
    var own = ConfinedPath.text(root, "/etc/dnf/vars/releasever").orElse("").strip();
    return own.isEmpty() ? Release.read(root).versionId() : own;
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
    command.add(program.toString());
    command.add(verb);
    command.add("-y");
    command.addAll(options);
    command.addAll(packages);
    return Command.of(command).env("LC_ALL", "C.UTF-8");
  }
}
