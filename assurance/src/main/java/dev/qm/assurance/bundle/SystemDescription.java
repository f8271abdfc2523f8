package dev.qm.assurance.bundle;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.asil.AsilUnit;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.Init;
import dev.qm.host.machine.OciRuntime;
import dev.qm.host.machine.Podman;
import dev.qm.host.packages.Release;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a report is about: versions, the kernel's configuration, the files that make the partition.
 *
 * @param facts in the order in which they are told
 * @param kernel its configuration; nothing when no file has it
 * @param files with what is in them, by path
 * @param gaps what is not known and could be, each a sentence
 */
public record SystemDescription(
    List<Fact> facts,
    Optional<KernelConfiguration> kernel,
    List<HashedFile> files,
    List<String> gaps) {

  /**
   * One thing that is known.
   *
   * @param id its name for programs, for good
   * @param name for people
   */
  public record Fact(String id, String name, String value) {}

  /** Copies what it is given, so that nobody can change it. */
  public SystemDescription {
    facts = List.copyOf(facts);
    files = List.copyOf(files);
    gaps = List.copyOf(gaps);
  }

  /**
   * Looks at the machine of a view.
   *
   * @param version of qm
   */
  public static SystemDescription of(PartitionView view, String version) {
    return new Reading(view).description(version);
  }

  /** One look at it. */
  private static final class Reading {
    private final PartitionView view;
    private final Machine machine;
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();

    Reading(PartitionView view) {
      this.view = view;
      this.machine = view.machine();
    }

    SystemDescription description(String version) {
      fact("qm", "qm", Optional.of(version));
      fact("distribution", "Distribution of the host", Optional.of(distribution()));
      var release = machine.isRunning() ? machine.kernel().release() : "";
      fact("kernel", "Kernel", Optional.of(release).filter(it -> !it.isEmpty()));
      fact("kernelBuild", "Kernel, as built", machine.texts().word("/proc/version"));
      fact("commandLine", "Kernel's command line", machine.texts().word("/proc/cmdline"));
      // what runs beside a partition below a folder of this machine is this machine's
      var programs = machine.isRunning() ? machine.kernelRoot() : machine.root();
      switch (Init.probe(programs)) {
        case Init.Systemd(var number) ->
            fact(
                "systemd",
                "systemd",
                Optional.of(number).filter(it -> it > 0).map(String::valueOf));
        case Init.Other(var name) ->
            fact("init", "Process 1", machine.isRunning() ? Optional.of(name) : Optional.empty());
      }
      fact("podman", "Podman", Podman.probe(programs).map(it -> it.version().toString()));
      fact("crun", "crun", OciRuntime.probe(programs).map(it -> it.version().toString()));
      fact("selinux", "SELinux", Optional.of(selinux()));
      fact("isolation", "User ids of the partition", Optional.of(isolation()));
      fact("partition", "The partition", Optional.of(state()));
      fact("asil", "Units of the ASIL side", Optional.of(asil()));
      fact(
          "memory",
          "Memory of the machine",
          machine.isRunning()
              ? Optional.of(machine.memory().total() + " bytes")
              : Optional.empty());
      if (!unknown.isEmpty()) {
        gaps.add(
            "Not known"
                + (machine.isRunning() ? "" : ", since nothing runs here")
                + ": "
                + String.join("; ", unknown)
                + ".");
      }
      return new SystemDescription(facts, kernel(programs, release), files(), gaps);
    }

    private void fact(String id, String name, Optional<String> value) {
      value.ifPresentOrElse(it -> facts.add(new Fact(id, name, it)), () -> unknown.add(name));
    }

    private static String sentence(String clause) {
      return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }

    private String distribution() {
      return Release.read(machine.root()).prettyName();
    }

    private String selinux() {
      if (!machine.isRunning()) {
        return Machine.NO_KERNEL;
      }
      return switch (machine.selinux()) {
        case SELinux.Absent _ -> "not in this kernel, or off";
        case SELinux.Permissive permissive -> "permissive, policy " + permissive.policy();
        case SELinux.Enforcing enforcing -> "enforcing, policy " + enforcing.policy();
      };
    }

    private String isolation() {
      return Walls.isPlain(view) ? "the host's" : "its own";
    }

    private String state() {
      if (view.live().isPresent()) {
        return "runs, and was looked at";
      }
      return machine.isRunning()
          ? "does not run: judged by its files"
          : "an image: judged by its files";
    }

    private String asil() {
      return view.asil()
          .map(side -> String.join(", ", side.units().stream().map(AsilUnit::name).toList()))
          .orElse("nobody named any in " + AsilSide.FILE + ", so rules about them are not judged");
    }

    private Optional<KernelConfiguration> kernel(Root root, String release) {
      try {
        return Optional.of(KernelConfiguration.read(root, release));
      } catch (HostException unknown) {
        gaps.add(sentence(String.valueOf(unknown.getMessage())));
        return Optional.empty();
      }
    }

    private List<HashedFile> files() {
      try {
        var files = HashedFile.of(view);
        for (var file : files) {
          if (file.sha256().isEmpty()) {
            gaps.add(file.path() + ", " + file.role() + ": " + file.remark() + ".");
          }
        }
        return files;
      } catch (HostException unreadable) {
        gaps.add("The files of QM could not be listed: " + unreadable.getMessage() + ".");
        return List.of();
      }
    }
  }
}
