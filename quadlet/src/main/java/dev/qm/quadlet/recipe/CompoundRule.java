package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.text.Spaces;
import java.util.ArrayList;
import java.util.List;

/** The rules that need more than one key, or other units, or lines of the service. */
enum CompoundRule implements Rule {
  /** Network=: a network, or another unit's network or container. */
  NETWORKS(Shape.LINES, "--network VALUE, for each line", "Network") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      References.networks(unit, line);
    }
  },
  /** Volume=: a folder, a named volume, or another unit's volume. */
  VOLUMES(Shape.LINES, "-v VALUE, for each line", "Volume") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      References.volumes(unit, line);
    }
  },
  /** Mount=: any kind of mount. */
  MOUNTS(Shape.ARGUMENTS, "--mount VALUE, for each word", "Mount") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      References.mounts(unit, line);
    }
  },
  /** Pod= and StartWithPod=. */
  POD(Shape.TEXT, "--pod NAME", "Pod", "StartWithPod") {
    @Override
    public void apply(Assembly unit, CommandLine line) throws Refusal {
      References.pod(unit, line);
    }
  },
  /** AddDevice=: with a dash before it, only a device that is there. */
  DEVICES(Shape.WORDS, "--device WORD, for each word", "AddDevice") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().words("AddDevice")) {
        var device = word.text();
        if (device.startsWith("-")) {
          device = device.substring(1);
          var colon = device.indexOf(':');
          var file = colon < 0 ? device : device.substring(0, colon);
          if (file.isEmpty() || !unit.exists(file)) {
            continue;
          }
        }
        line.add(word.cause(), "--device", device);
      }
    }
  },
  /** ReadOnly= and the deprecated VolatileTmp=, which means nothing in a read-only container. */
  READ_ONLY(Shape.SWITCH, "--read-only, or --read-only=false", "ReadOnly", "VolatileTmp") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      var readOnly = unit.keys().last("ReadOnly");
      var isReadOnly = readOnly.isPresent() && Lookup.isTrue(readOnly.get());
      if (readOnly.isPresent()) {
        line.add(readOnly.get(), isReadOnly ? "--read-only" : "--read-only=false");
      }
      var volatileTmp = unit.keys().last("VolatileTmp");
      if (volatileTmp.isPresent() && Lookup.isTrue(volatileTmp.get()) && !isReadOnly) {
        line.add(volatileTmp.get(), "--tmpfs", "/tmp:rw,size=512M,mode=1777");
      }
    }
  },
  /** User= and Group=. */
  USER(Shape.TEXT, "--user USER:GROUP", "User", "Group") {
    @Override
    public void apply(Assembly unit, CommandLine line) throws Refusal {
      var user = unit.keys().text("User");
      var group = unit.keys().text("Group");
      if (user.isEmpty()) {
        if (!group.isEmpty()) {
          throw new Refusal(
              "group-without-user",
              unit.keys().last("Group"),
              "Group= without User=",
              "Podman has no way to set the group alone",
              "set User= too");
        }
        return;
      }
      List<Entry> causes = new ArrayList<>(unit.keys().last("User").stream().toList());
      if (!group.isEmpty()) {
        unit.keys().last("Group").ifPresent(causes::add);
      }
      line.add(causes, "--user", group.isEmpty() ? user : user + ":" + group);
    }
  },
  /** UserNS=, UIDMap= and their like, and the deprecated Remap keys. */
  USER_MAPPINGS(
      Shape.WORDS,
      "--userns, --uidmap, --gidmap, --subuidname, --subgidname",
      "UserNS",
      "UIDMap",
      "GIDMap",
      "SubUIDMap",
      "SubGIDMap",
      "RemapUsers",
      "RemapUid",
      "RemapGid",
      "RemapUidSize") {
    @Override
    public void apply(Assembly unit, CommandLine line) throws Refusal {
      UserMappings.apply(unit, line, UserMappings.Manual.ALLOWED);
    }
  },
  /** The same for Kubernetes YAML, which cannot map by hand. */
  KUBE_USER_MAPPINGS(
      Shape.WORDS,
      "--userns VALUE",
      "UserNS",
      "RemapUsers",
      "RemapUid",
      "RemapGid",
      "RemapUidSize") {
    @Override
    public void apply(Assembly unit, CommandLine line) throws Refusal {
      UserMappings.apply(unit, line, UserMappings.Manual.REFUSED);
    }
  },
  /** AutoUpdate= of a container: a label that podman auto-update looks for. */
  AUTO_UPDATE(Shape.TEXT, "--label io.containers.autoupdate=VALUE", "AutoUpdate") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last("AutoUpdate");
      if (entry.isPresent() && !Lookup.textOf(entry.get()).isEmpty()) {
        var label = AUTO_UPDATE_LABEL + "=" + Lookup.textOf(entry.get());
        line.add(entry.get(), "--label", label);
      }
    }
  },
  /** AutoUpdate= of Kubernetes YAML: annotations, for all containers or for one. */
  KUBE_AUTO_UPDATE(
      Shape.WORDS, "--annotation=io.containers.autoupdate[/CONTAINER]=POLICY", "AutoUpdate") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().words("AutoUpdate")) {
        var slash = word.text().indexOf('/');
        var container = slash < 0 ? "" : "/" + word.text().substring(0, slash);
        var policy = word.text().substring(slash + 1);
        line.add(word.cause(), "--annotation=" + AUTO_UPDATE_LABEL + container + "=" + policy);
      }
    }
  },
  /** ExposeHostPort=: a port or a range, with a protocol or without. */
  EXPOSE(Shape.LINES, "--expose VALUE, for each line", "ExposeHostPort") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var entry : unit.keys().all("ExposeHostPort")) {
        var port = Spaces.trim(entry.value());
        var digits =
            port.endsWith("/udp") || port.endsWith("/tcp")
                ? port.substring(0, port.length() - 4)
                : port;
        if (digits.isEmpty() || !isDigit(digits.charAt(digits.length() - 1))) {
          unit.report(
              new Refusal(
                  "port",
                  entry,
                  port,
                  "'" + port + "' is no port",
                  "Podman refuses the unit",
                  "write a port or a range: 8080, 50-59, 53/udp"));
        }
        line.add(entry, "--expose", port);
      }
    }
  },
  /** ConfigMap=: files that lie beside the unit unless their path is absolute. */
  CONFIG_MAPS(Shape.WORDS, "--configmap PATH, for each word", "ConfigMap") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().words("ConfigMap")) {
        line.add(word.cause(), "--configmap", unit.absolute(word.text()));
      }
    }
  },
  /** EnvironmentFile=: files that lie beside the unit unless their path is absolute. */
  ENVIRONMENT_FILES(Shape.ARGUMENTS, "--env-file PATH, for each word", "EnvironmentFile") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().arguments("EnvironmentFile")) {
        line.add(word.cause(), "--env-file", unit.absolute(word.text()));
      }
    }
  },
  /** ExitPolicy= of a pod. */
  EXIT_POLICY(Shape.TEXT, "--exit-policy VALUE", "ExitPolicy") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last("ExitPolicy");
      if (entry.isPresent()) {
        line.add(entry.get(), "--exit-policy", Lookup.textOf(entry.get()));
      } else {
        line.add("--exit-policy", "stop");
      }
    }
  },
  /** Subnet= with the Gateway= and the IPRange= of the same place in their lists. */
  SUBNETS(Shape.LINES, "--subnet, --gateway, --ip-range", "Subnet", "Gateway", "IPRange") {
    @Override
    public void apply(Assembly unit, CommandLine line) {
      var subnets = unit.keys().all("Subnet");
      var gateways = unit.keys().all("Gateway");
      var ranges = unit.keys().all("IPRange");
      for (var i = subnets.size(); i < gateways.size(); i++) {
        unit.report(unpaired(gateways.get(i)));
      }
      for (var i = subnets.size(); i < ranges.size(); i++) {
        unit.report(unpaired(ranges.get(i)));
      }
      for (var i = 0; i < subnets.size(); i++) {
        line.add(subnets.get(i), "--subnet", subnets.get(i).value());
        if (gateways.size() > i) {
          line.add(gateways.get(i), "--gateway", gateways.get(i).value());
        }
        if (ranges.size() > i) {
          line.add(ranges.get(i), "--ip-range", ranges.get(i).value());
        }
      }
    }

    private static Refusal unpaired(Entry entry) {
      return new Refusal(
          "subnet",
          entry,
          entry.key() + "= without a Subnet= of its own",
          "Podman pairs the first with the first, the second with the second",
          "add a Subnet= for it, or take it out");
    }
  };

  private static final String AUTO_UPDATE_LABEL = "io.containers.autoupdate";

  private final Shape shape;
  private final String becomes;

  @SuppressWarnings("ImmutableEnumChecker") // List.of: nobody can change it
  private final List<String> keys;

  CompoundRule(Shape shape, String becomes, String... keys) {
    this.shape = shape;
    this.becomes = becomes;
    this.keys = List.of(keys);
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public String becomes() {
    return becomes;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
