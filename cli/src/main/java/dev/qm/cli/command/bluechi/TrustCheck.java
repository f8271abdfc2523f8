package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.relay.Endpoint;
import dev.qm.bluechi.relay.Permissions;
import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.bluechi.trust.Accepted;
import dev.qm.bluechi.trust.Identity;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with the relay's file, with certificates and keys, and who does not listen. */
final class TrustCheck {
  private static final Duration SOON = Duration.ofDays(30);

  private final Root root;
  private final Machine machine;
  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();

  private TrustCheck(Root root, Machine machine, Instant now) {
    this.root = root;
    this.machine = machine;
    this.now = now;
  }

  /** What files say; nothing where there is no relay. */
  static List<Problem> ofFiles(Root root, Machine machine, Instant now) {
    var check = new TrustCheck(root, machine, now);
    check.settings().ifPresent(check::files);
    return check.problems;
  }

  /** Whether somebody listens where the relay should. Nothing is sent. */
  static List<Problem> ofDoors(Root root, Machine machine, Instant now) {
    var check = new TrustCheck(root, machine, now);
    var settings = check.settings();
    check.problems.clear();
    settings.ifPresent(check::doors);
    return check.problems;
  }

  /** Where the relay listens for agents of this machine, if its file can be read. */
  static Set<String> relayed(Root root) {
    var places = new HashSet<String>();
    try {
      var settings = RelaySettings.read(root);
      for (var node : settings.map(RelaySettings::nodes).orElse(List.of())) {
        places.add(
            switch (node.listen()) {
              case Endpoint.Unix(var path) -> path;
              case Endpoint.Tcp tcp -> Integer.toString(tcp.port());
            });
      }
    } catch (HostException unreadable) {
      // it is a finding of its own
    }
    return places;
  }

  private Optional<RelaySettings> settings() {
    try {
      return RelaySettings.read(root);
    } catch (HostException wrong) {
      unreadable(root.at(RelaySettings.FILE), wrong);
      return Optional.empty();
    }
  }

  private void files(RelaySettings settings) {
    try {
      Permissions.read(root);
    } catch (HostException wrong) {
      unreadable(root.at(Permissions.FILE), wrong);
    }
    var certified =
        settings.nodes().stream()
            .filter(it -> it.way() instanceof RelaySettings.Way.Certified)
            .toList();
    if (settings.controller().isPresent() || !certified.isEmpty()) {
      keys(settings, certified);
    }
    names(settings);
  }

  private void keys(RelaySettings settings, List<RelaySettings.NodeSide> certified) {
    var folder = TrustFolder.of(root);
    try {
      var accepted = folder.accepted();
      if (settings.controller().isPresent()) {
        identity(folder, accepted, TrustFolder.CONTROLLER, settings.controller().get().origin());
      }
      for (var node : certified) {
        identity(folder, accepted, node.name(), node.origin());
      }
    } catch (HostException wrong) {
      unreadable(folder.trusted(), wrong);
    }
  }

  private void names(RelaySettings settings) {
    for (var node : settings.nodes()) {
      if (!isOfThisMachine(node.name())) {
        add(
            node.origin(),
            Severity.ERROR,
            "bluechi-trust-name",
            "no agent of this machine is called " + node.name(),
            "its registration would be refused, since its name is another one",
            "write [Node " + machine.nodeName() + "] and [Node qm." + machine.nodeName() + "]");
      }
    }
    if (settings.controller().isPresent()
        && machine.hasController()
        && machine.controller().layers().setting("UseTCP").filter(it -> !it.isYes()).isEmpty()) {
      add(
          new Origin(machine.controller().mainFile(), 1),
          Severity.WARNING,
          "bluechi-trust-open",
          "the controller listens on TCP, beside its relay",
          "whoever reaches that port is any node, without a certificate",
          "UseTCP=false in [bluechi-controller]; `qm bluechi configure --here --trust` writes it");
    }
  }

  private boolean isOfThisMachine(String name) {
    return name.equals(machine.nodeName())
        || machine.partition().isEmpty()
        || name.equals(machine.partition().get().nodeName());
  }

  private void identity(TrustFolder folder, Accepted accepted, String name, Origin origin) {
    var file = folder.identity(name);
    if (!Files.exists(file)) {
      add(
          origin,
          Severity.ERROR,
          "bluechi-trust-name",
          "there is no certificate of " + name,
          "the relay does not start without it",
          "`qm bluechi trust new " + name + "`, or `import` where another machine makes them");
      return;
    }
    try {
      secret(file);
      var certificate = Identity.read(file).certificate();
      if (!certificate.name().equals(name)) {
        add(
            new Origin(file, 1),
            Severity.ERROR,
            "bluechi-trust-name",
            "this is the certificate of " + certificate.name() + ", not of " + name,
            "",
            "`qm bluechi trust rotate " + name + "`");
        return;
      }
      var refusal = accepted.refusal(certificate.certificate(), now);
      if (refusal.isPresent()) {
        add(
            new Origin(file, 1),
            Severity.ERROR,
            "bluechi-trust-certificate",
            "the certificate of " + name + " " + refusal.get(),
            "nobody lets it in",
            "`qm bluechi trust rotate " + name + "`");
        return;
      }
      var soon = accepted.refusal(certificate.certificate(), now.plus(SOON));
      if (soon.isPresent()) {
        add(
            new Origin(file, 1),
            Severity.WARNING,
            "bluechi-trust-certificate",
            "the certificate of " + name + " ends within 30 days",
            "it counts until " + certificate.until() + " at most",
            "`qm bluechi trust rotate " + name + "`");
      }
    } catch (HostException wrong) {
      unreadable(file, wrong);
    }
  }

  private void secret(Path file) throws HostException {
    try {
      var open =
          Files.getPosixFilePermissions(file).stream()
              .anyMatch(it ->
                  it != PosixFilePermission.OWNER_READ && it != PosixFilePermission.OWNER_WRITE);
      if (open) {
        add(
            new Origin(file, 1),
            Severity.ERROR,
            "bluechi-trust-key",
            "the key in this file is not its owner's alone",
            "who can read it can be this node",
            "chmod 600, and `qm bluechi trust rotate`, since it may have been read");
      }
    } catch (IOException failure) {
      throw new HostException("cannot look at " + file, failure);
    }
  }

  private void doors(RelaySettings settings) {
    settings.controller().ifPresent(it -> door(it.listen(), it.origin()));
    settings.nodes().forEach(it -> door(it.listen(), it.origin()));
  }

  private void door(Endpoint endpoint, Origin origin) {
    try (var channel =
        switch (endpoint) {
          case Endpoint.Unix _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
          case Endpoint.Tcp _ -> SocketChannel.open();
        }) {
      SocketAddress place =
          switch (endpoint) {
            case Endpoint.Unix(var path) -> UnixDomainSocketAddress.of(path);
            case Endpoint.Tcp(var host, var port) ->
                new InetSocketAddress(host.orElse("127.0.0.1"), port);
          };
      channel.connect(place);
    } catch (IOException | RuntimeException nobody) {
      add(
          origin,
          Severity.ERROR,
          "bluechi-trust-relay",
          "nobody listens on " + endpoint,
          "the relay does not run, or could not open it",
          "`systemctl start qm-bluechi-relay`, and `journalctl -u qm-bluechi-relay` for the reason");
    }
  }

  private void unreadable(Path file, HostException wrong) {
    add(
        new Origin(file, 1),
        Severity.ERROR,
        "bluechi-trust-file",
        wrong.what(),
        String.valueOf(wrong.getMessage()).equals(wrong.what())
            ? ""
            : String.valueOf(wrong.getMessage()),
        wrong.mend().orElse(""));
  }

  private void add(
      Origin origin, Severity severity, String rule, String what, String why, String mend) {
    problems.add(new Problem(severity, rule, origin, 1, 1, what, why, mend));
  }
}
