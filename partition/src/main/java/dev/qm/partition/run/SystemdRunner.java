package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
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

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public String cgroup() {
    // Slice=-.slice puts the service directly below the root
    return SERVICE;
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
