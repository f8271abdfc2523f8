package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ControllerTarget;
import dev.qm.bluechi.configuration.ControllerTarget.Tcp;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.Setting;
import dev.qm.bluechi.configuration.Side;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.OpenTree;
import dev.qm.host.machine.ThisHost;
import dev.qm.host.process.NetworkNamespace;
import dev.qm.partition.run.Instance;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the agents' controllers can be reached over the network as it is now: from the host, and
 * from the network of the running partition. Nothing is sent.
 */
final class Reach {
  /** Milliseconds; a connection in a machine's own network takes less than one. */
  private static final int PATIENCE = 3000;

  /** Bytes of the partition's hosts file. */
  private static final int LONGEST_HOSTS = 1 << 20;

  /** Addresses of one agent that are tried: the partition may write thousands into its file. */
  private static final int MOST_TARGETS = 8;

  private final Machine machine;
  private final List<Problem> problems = new ArrayList<>();

  private Reach(Machine machine) {
    this.machine = machine;
  }

  /**
   * What stands in the way.
   *
   * @param running the partition, where it runs
   */
  static List<Problem> of(Machine machine, Optional<Instance> running) throws HostException {
    var reach = new Reach(machine);
    if (machine.hostAgent().layers().isConfigured()) {
      reach.all(machine.hostAgent(), reach::fromHost);
    }
    var inside = machine.partition().filter(partition -> partition.agent().layers().isConfigured());
    if (inside.isPresent() && running.isPresent()) {
      reach.all(inside.get().agent(), tcp -> reach.fromInside(inside.get(), running.get(), tcp));
    }
    return reach.problems;
  }

  private interface Trial {
    void of(Tcp tcp) throws HostException;
  }

  private void all(Side agent, Trial trial) throws HostException {
    var first = problems.size();
    var tried = 0;
    for (var target : ControllerTarget.of(agent.layers())) {
      if (target instanceof Tcp tcp && tried < MOST_TARGETS) {
        tried++;
        trial.of(tcp);
      }
    }
    // one that is reached is enough: the others are for when it is lost
    if (problems.size() - first < tried) {
      problems.subList(first, problems.size()).replaceAll(problem -> problem.as(Severity.NOTE));
    }
  }

  private void fromHost(Tcp tcp) {
    var agent = machine.hostAgent();
    try {
      var address = InetAddress.getByName(tcp.host());
      failure(() -> connect(address, tcp.port()))
          .ifPresent(failure -> unreachable(agent, tcp, failure, "from the host"));
    } catch (UnknownHostException unknown) {
      add(
          agent,
          tcp,
          Severity.ERROR,
          "bluechi-resolve",
          "nobody knows the name " + tcp.host(),
          unknown(tcp),
          "mend the name or the DNS, or write an address");
    }
  }

  /** What an agent does where nobody knows a name: seen with BlueChi 1.3. */
  private static String unknown(Tcp tcp) {
    return tcp.said().filter(Reach::isList).isPresent()
        ? "the agent asks again at each heartbeat, and tries none that stands behind it"
        : "an agent that starts now ends at once and is not started again; one that runs asks again";
  }

  private static boolean isList(Setting said) {
    return said.key().equals(ControllerTarget.LIST);
  }

  private void fromInside(Machine.Partition inside, Instance running, Tcp tcp)
      throws HostException {
    var address = addressInside(running, tcp.host());
    if (address.isEmpty()) {
      add(
          inside.agent(),
          tcp,
          Severity.ERROR,
          "bluechi-resolve",
          "nobody inside knows the name " + tcp.host(),
          tcp.host().equals(ThisHost.INSIDE)
              ? "Podman did not write it into the partition's /etc/hosts"
              : "it is neither in the partition's /etc/hosts nor known to the host",
          tcp.host().equals(ThisHost.INSIDE)
              ? "`qm restart` makes the file anew; or PodmanArgs=--add-host="
                  + ThisHost.INSIDE
                  + ":host-gateway in a drop-in of qm.container"
              : "mend the name, or write an address");
      return;
    }
    failure(() -> NetworkNamespace.in(running.pid(), () -> connect(address.get(), tcp.port())))
        .ifPresent(
            failure -> unreachable(inside.agent(), tcp, failure, "from inside the partition"));
  }

  /**
   * What a name means inside: an address itself, what the partition's hosts file says, or else what
   * it means on the host, whose DNS Podman passes on.
   */
  private static Optional<InetAddress> addressInside(Instance running, String host)
      throws HostException {
    var literal = literal(host);
    if (literal.isPresent()) {
      return literal;
    }
    var hosts = hosts(running);
    if (hosts.isPresent()) {
      var found = inHosts(new String(hosts.get(), StandardCharsets.UTF_8), host);
      if (found.isPresent()) {
        return found;
      }
    }
    if (host.equals(ThisHost.INSIDE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException unknown) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> hosts(Instance running) throws HostException {
    var root = Path.of("/proc", Integer.toString(running.pid()), "root");
    try (var tree = OpenTree.of(root)) {
      return tree.readIfAny("/etc/hosts", LONGEST_HOSTS);
    }
  }

  /** The first address of a name: hosts(5). */
  static Optional<InetAddress> inHosts(String hosts, String name) {
    for (var line : KernelText.lines(hosts)) {
      var remark = line.indexOf('#');
      var words = KernelText.of(remark < 0 ? line : line.substring(0, remark));
      if (words.stream().skip(1).anyMatch(name::equalsIgnoreCase)) {
        var address = literal(words.getFirst());
        if (address.isPresent()) {
          return address;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException aName) {
      return Optional.empty();
    }
  }

  private interface Try {
    void now() throws IOException;
  }

  private static Optional<IOException> failure(Try attempt) {
    try {
      attempt.now();
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of(failure);
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), PATIENCE);
    }
  }

  private void unreachable(Side agent, Tcp tcp, IOException failure, String from) {
    var place = tcp.host() + ":" + tcp.port();
    var isHere = tcp.isHere() || tcp.host().equals(ThisHost.INSIDE);
    switch (failure) {
      case SocketTimeoutException _ ->
          add(
              agent,
              tcp,
              Severity.ERROR,
              "bluechi-reach",
              "no answer from " + place + " " + from,
              "a firewall drops what goes there, or nothing has the address",
              isHere
                  ? "let TCP port " + tcp.port() + " in from Podman's network"
                  : "let TCP port " + tcp.port() + " through, on both machines");
      // nothing listens: so it is before the controller is started
      case ConnectException refused when isRefused(refused) ->
          add(
              agent,
              tcp,
              isHere && machine.hasController() ? Severity.NOTE : Severity.WARNING,
              "bluechi-reach",
              "nobody listens on " + place + ", seen " + from,
              "the controller does not run, or has another port",
              isHere
                  ? "`systemctl start bluechi-controller`"
                  : "start it on " + tcp.host() + ", or mend the port");
      default ->
          add(
              agent,
              tcp,
              Severity.ERROR,
              "bluechi-reach",
              "no way to " + place + " " + from,
              HostException.reason(failure),
              "mend the network's routes or the address");
    }
  }

  private static boolean isRefused(ConnectException failure) {
    return String.valueOf(failure.getMessage()).contains("refused");
  }

  private void add(
      Side agent,
      Tcp tcp,
      Severity severity,
      String rule,
      String message,
      String why,
      String mend) {
    var origin =
        tcp.said().map(setting -> setting.origin()).orElse(new Origin(agent.mainFile(), 1));
    var column = tcp.said().map(setting -> setting.column()).orElse(1);
    var width = tcp.said().map(setting -> setting.value().length()).orElse(1);
    problems.add(
        new Problem(severity, rule, origin, column, Math.max(1, width), message, why, mend));
  }

  /** All kinds of findings, by file and line. */
  static List<Problem> together(List<List<Problem>> kinds) {
    return kinds.stream().flatMap(List::stream).sorted(Problem.BY_PLACE).toList();
  }
}
