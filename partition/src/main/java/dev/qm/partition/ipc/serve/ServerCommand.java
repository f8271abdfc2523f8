package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.machine.Podman;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.OpenFileLimit;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.ipc.declared.Specifiers;
import dev.qm.quadlet.generate.GeneratedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code podman run} of a server's service, carried over to a machine without systemd: the same
 * container, in the foreground, with what systemd would have provided said to Podman instead.
 *
 * @param service made from the server's quadlet
 */
record ServerCommand(GeneratedService service) {
  /** What systemd's place in the service takes. */
  private static final List<String> SYSTEMD_ONLY =
      List.of("-d", "--cgroups=split", "--sdnotify=conmon", "--sdnotify=container");

  private static final String SECURITY = "--security-opt";

  /**
   * The socket is standard input, since Java hands over no other; a server expects it as descriptor
   * 3, with its own process id beside it: sd_listen_fds(3). Podman takes both on into the
   * container.
   */
  private static final String HANDED_OVER = "exec 3<&0 </dev/null; LISTEN_PID=$$ exec \"$@\"";

  /** The name of the container. */
  String container() throws HostException {
    var words = words();
    var name = words.indexOf("--name");
    if (name < 0 || name + 1 >= words.size()) {
      throw new HostException("cannot run " + service.source().file(), "it has no container name");
    }
    return words.get(name + 1);
  }

  /**
   * The whole command line; the socket is expected as standard input.
   *
   * @param machine what can be done here
   * @param group the control group that the container's own is made in, such as {@code /name}
   */
  List<String> argv(Machine machine, String group) throws HostException {
    var words = words();
    var run = words.indexOf("run");
    var argv = new ArrayList<String>();
    argv.addAll(List.of("/bin/sh", "-c", HANDED_OVER, "sh"));
    // the container ends with this program, even when that is killed
    argv.addAll(List.of("setpriv", "--pdeathsig", "TERM"));
    argv.addAll(podman(machine));
    argv.add("run");
    argv.add("--cgroup-parent=" + group);
    // a container may not have more than this process, and the runtime would ask for more
    argv.add("--ulimit=nofile=" + machine.openFiles() + ":" + machine.openFiles());
    argv.add("--ulimit=nproc=32768:32768");
    var score = oomScore();
    if (score.isPresent() && (score.get() >= 0 || machine.mayLowerOomScores())) {
      argv.add("--oom-score-adj=" + score.get());
    }
    var rest = words.subList(run + 1, words.size()).iterator();
    while (rest.hasNext()) {
      var word = rest.next();
      if (SYSTEMD_ONLY.contains(word) || word.startsWith("--cidfile=")) {
        continue;
      }
      if (!word.equals(SECURITY)) {
        argv.add(word);
        continue;
      }
      var option = rest.hasNext() ? rest.next() : "";
      if (machine.hasLabels() || !option.startsWith("label=")) {
        argv.addAll(List.of(word, option));
      }
    }
    return argv;
  }

  /** The command line that removes the container, dead or alive. */
  List<String> removal(Machine machine) throws HostException {
    var argv = podman(machine);
    argv.addAll(List.of("rm", "--force", "--ignore", "--time=0", container()));
    return argv;
  }

  /** The resource limits of the service: systemd.resource-control(5). */
  Limits limits() throws HostException {
    return Limits.of(service.unit(), Capacity.probe(Root.HOST));
  }

  /** What of the service cannot be had here, each a sentence for the user. */
  List<String> notes(Machine machine) throws HostException {
    var score = oomScore();
    return score.isPresent() && score.get() < 0 && !machine.mayLowerOomScores()
        ? List.of(
            service.unit().last("Service", "OOMScoreAdjust").orElseThrow().origin()
                + ": OOMScoreAdjust="
                + score.get()
                + " has no effect: this process lacks the capability sys_resource")
        : List.of();
  }

  /**
   * What a machine can do for a server.
   *
   * @param cgroups the control groups
   * @param openFiles how many files the container may open at most
   * @param hasLabels whether SELinux is on
   * @param mayLowerOomScores whether this process may go below its own OOM score
   */
  record Machine(Cgroups cgroups, String openFiles, boolean hasLabels, boolean mayLowerOomScores) {
    static Machine probe() throws HostException {
      return new Machine(
          Cgroups.probe(Root.HOST),
          OpenFileLimit.hard(),
          !(SELinux.probe(Root.HOST) instanceof SELinux.Absent),
          Capabilities.probe(Root.HOST).has("sys_resource"));
    }
  }

  /** Podman with the service's options for all of its calls. */
  private List<String> podman(Machine machine) throws HostException {
    var words = words();
    var argv = new ArrayList<>(Podman.standalone(machine.cgroups()));
    argv.addAll(words.subList(1, words.indexOf("run")));
    return argv;
  }

  private Optional<Integer> oomScore() throws HostException {
    var entry = service.unit().last("Service", "OOMScoreAdjust");
    if (entry.isEmpty() || entry.get().value().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(entry.get().value()));
    } catch (NumberFormatException notANumber) {
      throw new HostException(
          entry.get().origin() + ": OOMScoreAdjust=" + entry.get().value(),
          "this is no whole number");
    }
  }

  private List<String> words() throws HostException {
    var command = service.command("ExecStart");
    if (command.indexOf("run") < 1) {
      throw new HostException(
          "cannot run " + service.source().file(), "its service does not start with `podman run`");
    }
    var words = new ArrayList<String>();
    for (var word : command) {
      words.add(Specifiers.expandAll(word, service.name(), service.source().file().toString()));
    }
    return words;
  }
}
