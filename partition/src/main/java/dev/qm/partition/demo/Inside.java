package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.host.process.Outcome;
import dev.qm.partition.run.Execution;
import dev.qm.partition.run.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What demos ask of the running partition: its systemd, its Podman, its devices. What comes back is
 * the QM side's word.
 */
record Inside(Instance instance) {
  Outcome run(String... command) throws HostException {
    return Execution.of(instance, command).prepared().run();
  }

  private Outcome run(List<String> command) throws HostException {
    return run(command.toArray(String[]::new));
  }

  boolean hasImage(String reference) throws HostException {
    return run("podman", "image", "exists", reference).ok();
  }

  /** The id of an image, as Podman has it; nothing when there is none. */
  Optional<String> imageId(String reference) throws HostException {
    var id = run("podman", "image", "inspect", "--format={{.Id}}", reference);
    return id.ok() ? Optional.of(id.output().strip()) : Optional.empty();
  }

  /** The names in a folder; none when it is not there. */
  List<String> names(String folder) throws HostException {
    return run("ls", "-1", "--", folder).output().lines().toList();
  }

  /** Makes what Quadlet reads known to systemd. */
  void reload() throws HostException {
    run("systemctl", "daemon-reload").require();
  }

  /** Stops units; one that is not there, or does not run, is as good as stopped. */
  void stop(List<String> units) throws HostException {
    for (var verb : List.of("stop", "reset-failed")) {
      var command = new ArrayList<>(List.of("systemctl", verb, "--"));
      command.addAll(units);
      run(command);
    }
  }
}
