package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.Slices;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.TreeImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the partition as the service {@code qm.service} of the machine's systemd. */
public record SystemdRunner(PartitionSpec spec) implements Runner {
  private static final String SERVICE = "qm.service";

  /** In the path of each group that is the service's, whatever slice that is in. */
  private static final String IN_SERVICE = "/" + SERVICE + "/";

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public String cgroup() throws HostException {
    var running = instance();
    return running.isPresent() ? cgroup(running.get()) : declared();
  }

  @Override
  public String cgroup(Instance running) {
    return serviceOf(running.cgroup());
  }

  /** Where the service will be, by its files. */
  String declared() throws HostException {
    return Slices.path(Slices.of(spec.effective().unit()), SERVICE);
  }

  /** The service's group, of the container's below it. */
  static String serviceOf(String cgroup) {
    var end = cgroup.indexOf(IN_SERVICE);
    return end < 0 ? SERVICE : cgroup.substring(1, end + 1) + SERVICE;
  }

  @Override
  public boolean holds(String cgroup) {
    return cgroup.contains(IN_SERVICE);
  }

  @Override
  public List<String> start() throws HostException {
    Command.of("systemctl", "daemon-reload").require();
    var outcome = Command.of("systemctl", "start", SERVICE).run();
    if (!outcome.ok()) {
      throw new HostException(
          SERVICE + " did not start",
          outcome.lastWords(),
          "look at it with `journalctl -u " + SERVICE + "` and `systemctl status " + SERVICE + "`");
    }
    return List.of();
  }

  @Override
  public void stop() throws HostException {
    Command.of("systemctl", "stop", SERVICE).require();
    // a unit that failed would keep its state, and its name, after the partition is gone
    Command.of("systemctl", "reset-failed", SERVICE).run();
  }

  @Override
  public void settle(Consumer<String> told) {
    // systemd does one thing at a time to a unit
  }

  @Override
  public Absence absence() throws HostException {
    var shown = Command.of("systemctl", "show", "--property=ActiveState,SubState", SERVICE).run();
    var active = "";
    var sub = "";
    for (var line : KernelText.lines(shown.output())) {
      if (line.startsWith("ActiveState=")) {
        active = line.substring("ActiveState=".length());
      } else if (line.startsWith("SubState=")) {
        sub = line.substring("SubState=".length());
      }
    }
    return Absence.ofService(active, sub);
  }

  @Override
  public Command exec(List<String> arguments) {
    return program("crun", arguments);
  }

  @Override
  public Command copy(String source, String target) {
    return Command.of("podman", "cp", source, target);
  }

  @Override
  public Outcome beside(List<String> arguments, Consumer<String> progress) throws HostException {
    // only the service has them mounted
    TreeImage.mountAll(spec.root());
    return Command.of(SharedCounts.ofService(spec, program("podman", arguments).argv()))
        .watch(progress);
  }

  private static Command program(String name, List<String> arguments) {
    var argv = new ArrayList<String>();
    argv.add(name);
    argv.addAll(arguments);
    return Command.of(argv);
  }
}
