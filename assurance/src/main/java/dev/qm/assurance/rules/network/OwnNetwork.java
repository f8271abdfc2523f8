package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What only whoever is in the host's network namespace can do: rules with one wall. */
final class OwnNetwork {
  private static final String WALL = "network namespace of its own: ";

  static final List<Rule> RULES =
      List.of(
          Rule.named("network-namespace")
              .title("The partition has a network stack of its own")
              .against(Interference.EXCHANGE)
              .harm(
                  "Software inside takes ports, addresses and bandwidth of the ASIL side's own stack.")
              .rationale(
                  """
                  In the host's network namespace software inside listens on the host's addresses, reaches what the host \
                  offers itself on 127.0.0.1, and with net_admin changes interfaces, routes and filters.\
                  """)
              .sources(
                  "network_namespaces(7)", "podman-run(1), --network", "ISO 26262-6:2018, D.2.4")
              .how(
                  "--network of the effective podman run, whatever key asks for it; while it runs, /proc/PID/ns/net of its"
                      + " PID 1 against the host's.")
              .proves(
                  "Interfaces, routes, filters, ports and abstract sockets inside are the partition's own.")
              .doesNotProve(
                  "What it reaches through the bridge: see the other rules about the network. How much it"
                      + " sends there: nothing bounds that.")
              .mend("take Network=host away, then `qm restart`")
              .check(OwnNetwork::namespace),
          row(
              "raw-sockets",
              "Raw sockets of the partition see and send in its own network only",
              "Software inside reads and forges every packet of the host's interfaces.",
              """
              net_raw counts in the network namespace that a socket is made in. Root inside has it, for ping and for \
              nested networks.\
              """,
              List.of("packet(7)", "raw(7)", "capabilities(7), CAP_NET_RAW"),
              List.of("net_raw")),
          row(
              "network-administration",
              "What the partition sets of interfaces, routes and filters is its own network's",
              "Software inside takes the ASIL side's interfaces down, or leads its packets elsewhere.",
              """
              net_admin counts in the user namespace that owns a network namespace. Root inside has it, since nested \
              Podman makes bridges and filters.\
              """,
              List.of("capabilities(7), CAP_NET_ADMIN", "network_namespaces(7)"),
              List.of("net_admin")),
          Rule.named("abstract-sockets")
              .title("Abstract sockets of the host are out of the partition's reach")
              .against(Interference.EXCHANGE)
              .harm(
                  "Software inside talks to services of the host over sockets that no file guards.")
              .rationale(
                  """
                  An abstract socket has no file and no mode: whoever is in its network namespace may connect. No mount and \
                  no user namespace hides it.\
                  """)
              .sources("unix(7), abstract", "network_namespaces(7)")
              .how(
                  "Whose network namespace the partition is in; in the host's, the abstract sockets of /proc/net/unix.")
              .proves("No abstract socket of the host can be named inside.")
              .doesNotProve("Anything about sockets with a path: those cross by mounts.")
              .mend("take Network=host away, then `qm restart`")
              .check(OwnNetwork::abstractSockets),
          Rule.named("tun-device")
              .title("A tun device inside makes interfaces in the partition's own network only")
              .against(Interference.EXCHANGE)
              .harm(
                  "Software inside adds an interface to the host's network and reads what is routed there.")
              .rationale(
                  """
                  /dev/net/tun makes an interface in the network namespace of whoever opens it, with net_admin there. On \
                  cgroup v1 nested runtimes need it on the list of devices.\
                  """)
              .sources(
                  "Linux, Documentation/networking/tuntap.rst",
                  "Linux, drivers/net/tun.c, tun_set_iff()")
              .how(
                  "Whether /dev/net/tun is asked for, and whose network namespace the partition is in.")
              .proves("Interfaces that are made inside are the partition's.")
              .doesNotProve("Anything about other devices.")
              .mend("take /dev/net/tun or Network=host away, then `qm restart`")
              .check(OwnNetwork::tun));

  private OwnNetwork() {}

  private static Rule row(
      String id,
      String title,
      String harm,
      String rationale,
      List<String> sources,
      List<String> capabilities) {
    return Rule.named(id)
        .title(title)
        .against(Interference.EXCHANGE)
        .harm(harm)
        .rationale(rationale)
        .sources(sources.toArray(String[]::new))
        .how(
            "Whose network namespace the partition is in; in the host's, whether root inside has the capability there.")
        .proves("The capability acts on the partition's own interfaces.")
        .doesNotProve("That nothing of the host trusts what comes over the bridge.")
        .mend("take Network=host away, or drop the capability, then `qm restart`")
        .check(view -> capability(view, capabilities.getFirst()));
  }

  private static Verdict namespace(PartitionView view) {
    var judgement = new Judgement();
    var network = Network.of(view);
    if (network.isOthers()) {
      judgement.fault(
          Fault.of(
                  "the partition is in the host's network, or another container's",
                  network.evidence())
              .with(network.without()));
    } else {
      judgement.holds(network.evidence());
    }
    view.live()
        .ifPresent(live -> {
          var own = live.hasOwn("net");
          if (own.isEmpty()) {
            judgement.unknown("/proc/" + live.first().pid() + "/ns/net cannot be read");
          } else if (own.get()) {
            judgement.holds(Network.shown(view));
          } else {
            judgement.fault(
                Fault.of("the running partition is in the host's network", Network.shown(view)));
          }
        });
    return judgement.verdict("");
  }

  private static Verdict capability(PartitionView view, String name) {
    var hosts = Network.isHosts(view);
    if (hosts.isEmpty()) {
      return wall(view);
    }
    if (!Walls.isPlain(view)) {
      // the host's network namespace belongs to the first user namespace
      return Verdict.pass(
          hosts.get(),
          Evidence.missing(
              view.partition().quadlet().file(),
              "a user namespace, which does not own that network"));
    }
    var live = view.live();
    if (live.isPresent() && !live.get().first().bounding().has(name)) {
      return Verdict.pass(
          Evidence.kernel("/proc/" + live.get().first().pid() + "/status", "no " + name));
    }
    if (live.isEmpty()
        && view.partition().options().on("privileged").isEmpty()
        && isDropped(view, name)) {
      return Verdict.pass(
          Evidence.missing(view.partition().quadlet().file(), "--cap-drop takes " + name));
    }
    return Verdict.fail(
        Fault.of("root inside has " + name + " in the host's network", hosts.get())
            .with(Network.of(view).without()));
  }

  private static boolean isDropped(PartitionView view, String name) {
    return view.partition().options().named("cap-drop").stream()
        .flatMap(option -> KernelText.ofList(option.value().toLowerCase(Locale.ROOT)).stream())
        .anyMatch(word -> word.equals(name) || word.equals("cap_" + name));
  }

  private static Verdict abstractSockets(PartitionView view) {
    var hosts = Network.isHosts(view);
    if (hosts.isEmpty()) {
      return wall(view);
    }
    var names = 0;
    for (var line : KernelText.lines(view.machine().texts().at("/proc/net/unix").orElse(""))) {
      names += line.contains(" @") ? 1 : 0;
    }
    var evidence = new ArrayList<Evidence>();
    evidence.add(hosts.get());
    if (view.machine().isRunning()) {
      evidence.add(Evidence.kernel("/proc/net/unix", names + " abstract sockets"));
    }
    return Verdict.fail(
        Fault.of(
                "software inside can connect to abstract sockets of the host",
                evidence.toArray(Evidence[]::new))
            .with(Network.of(view).without()));
  }

  private static Verdict tun(PartitionView view) {
    for (var option : view.partition().options().named("device")) {
      if (option.value().startsWith("/dev/net") && !option.causes().isEmpty()) {
        var written = Evidence.of(option.causes().getLast());
        var hosts = Network.isHosts(view);
        if (hosts.isPresent() && Walls.isPlain(view)) {
          return Verdict.fail(
              Fault.of(
                      "the partition can make interfaces in the host's network",
                      written,
                      hosts.get())
                  .with(Network.of(view).without()));
        }
        return Verdict.pass(written, Network.shown(view));
      }
    }
    return Verdict.pass(
        Evidence.missing(view.partition().quadlet().file(), "no /dev/net/tun is asked for"));
  }

  private static Verdict wall(PartitionView view) {
    var shown = Network.shown(view);
    return Verdict.pass(new Evidence(shown.place(), WALL + shown.value(), shown.origin()));
  }
}
