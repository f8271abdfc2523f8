package dev.qm.cli.nodes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three machines that are nodes of one BlueChi, all of whose programs are QM's: they have the files
 * that setup puts on a machine and those that {@code qm bluechi configure} writes, and what the
 * manual says is done by hand. The first has the controller, started by its socket.
 */
public final class JoinedMachines implements AutoCloseable {
  private static final Path SYSTEM = Machines.TREE.resolve("system");
  private static final String CONTROLLER = "198.51.100.1";

  private final Machines machines;
  private final Machine one;
  private final Machine two;
  private final Machine three;

  private JoinedMachines(Machines machines, List<String> others) throws Exception {
    this.machines = machines;
    one = boot("one", CONTROLLER);
    two = boot("two", "198.51.100.2");
    three = boot("three", "198.51.100.3");
    for (var machine : all()) {
      machine.isBooted();
      for (var program : List.of("qm", "bluechi-is-online")) {
        Files.createSymbolicLink(
            machine.file("/usr/bin/" + program), Path.of("..", "libexec", "qm", "bin", "qm"));
      }
      units(machine);
    }
    configure(others);
  }

  /**
   * Boots them and joins them; skips the test, with the reason, where there can be none.
   *
   * @param others nodes that the controller lets in beside theirs
   */
  public static JoinedMachines start(String... others) throws Exception {
    var machines = Machines.start();
    try {
      return new JoinedMachines(machines, List.of(others));
    } catch (Exception | Error failure) {
      machines.close();
      throw failure;
    }
  }

  public Machine one() {
    return one;
  }

  public Machine two() {
    return two;
  }

  public Machine three() {
    return three;
  }

  public List<Machine> all() {
    return List.of(one, two, three);
  }

  /** Waits until the controller has all of them. */
  public void areOnline() throws Exception {
    for (var machine : all()) {
      one.require("bluechi-is-online", "node", machine.name(), "--wait=60000");
    }
  }

  /** Their wire. */
  public Machines wire() {
    return machines;
  }

  private Machine boot(String name, String address) throws Exception {
    var image = Machines.TREE.resolve("build/image").toRealPath();
    return machines.boot(name, address, SYSTEM, Map.of(image, "/usr/libexec/qm"));
  }

  private void configure(List<String> others) throws Exception {
    var nodes = new ArrayList<>(List.of("two", "three"));
    nodes.addAll(others);
    one.require(
        "qm",
        "bluechi",
        "configure",
        "--here",
        "--name",
        "one",
        "--nodes",
        String.join(",", nodes));
    // as the socket's unit says it for agents of other machines
    one.put(
        "/etc/systemd/system/qm-bluechi-controller.socket.d/agents.conf",
        "[Socket]\nListenStream=\nListenStream=842\n");
    one.put(
        "/etc/bluechi/controller.conf.d/50-depend.conf", "[node two]\nAllowDependenciesOn=three\n");
    one.require("systemctl", "daemon-reload");
    one.require("systemctl", "reload", "dbus");
    one.require("systemctl", "enable", "--now", "qm-bluechi-controller.socket");
    for (var machine : List.of(two, three)) {
      machine.require(
          "qm", "bluechi", "configure", "--name", machine.name(), "--controller", CONTROLLER);
      machine.require("systemctl", "daemon-reload");
      machine.require("systemctl", "reload", "dbus");
    }
    for (var machine : all()) {
      machine.require("systemctl", "enable", "--now", "qm-bluechi-agent");
    }
  }

  /** The services that the tests control. */
  private static void units(Machine machine) throws Exception {
    unit(
        machine,
        "radio.service",
        """
        [Service]
        ExecStart=/usr/bin/sleep infinity
        ExecReload=/usr/bin/touch /run/radio-was-reloaded
        [Install]
        WantedBy=multi-user.target
        """);
    unit(machine, "bad.service", "[Service]\nType=oneshot\nExecStart=/usr/bin/false\n");
    unit(
        machine,
        "slow.service",
        """
        # ends when somebody says how: echo well >/run/slow
        [Service]
        Type=oneshot
        TimeoutStartSec=infinity
        ExecStartPre=-/usr/bin/mkfifo /run/slow
        ExecStart=/bin/sh -c 'read how </run/slow && [ "$how" = well ]'
        """);
    unit(machine, "gps.service", "[Service]\nExecStart=/usr/bin/sleep infinity\n");
    unit(
        machine,
        "map.service",
        """
        [Unit]
        BindsTo=bluechi-proxy@three_gps.service
        After=bluechi-proxy@three_gps.service
        [Service]
        ExecStart=/usr/bin/sleep infinity
        """);
    unit(machine, "load@.target", "[Unit]\nDescription=Number %i\n");
    machine.require("systemctl", "daemon-reload");
  }

  private static void unit(Machine machine, String name, String text) throws Exception {
    machine.put("/etc/systemd/system/" + name, text);
  }

  @Override
  public void close() {
    machines.close();
  }
}
