package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the agent inside, and those that it has to have.
 *
 * @param inside what the partition's files say, which are the partition's to write
 * @param derived what the host's agent makes of them; nothing where the host has no agent
 * @param isOn whether the partition starts it
 */
record Agents(ConfigLines inside, Optional<ConfigLines> derived, boolean isOn, List<String> gaps) {
  static final String SECTION = "bluechi-agent";

  private static final String FOLDER = "bluechi";
  private static final int LONGEST = 1 << 20;

  /** What starts it: BlueChi's own, and QM's. */
  private static final List<String> WANTS =
      List.of(
          "systemd/system/multi-user.target.wants/bluechi-agent.service",
          "systemd/system/multi-user.target.wants/qm-bluechi-agent.service");

  Agents {
    gaps = List.copyOf(gaps);
  }

  static Agents of(PartitionView view) {
    var gaps = new ArrayList<String>();
    var spec = view.declared().spec();
    var derived = Optional.<ConfigLines>empty();
    try {
      derived =
          AgentConfiguration.derive(spec.root())
              .map(text -> ConfigLines.parse(spec.root().at("/etc/bluechi/agent.conf"), text));
    } catch (HostException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
    var inside = ConfigLines.NONE;
    var isOn = false;
    try {
      var top = ConfinedPath.resolve(spec.root().directory(), spec.layout().etc());
      if (Files.isDirectory(top)) {
        var tree = new HostileTree(top);
        inside = inside.and(text(spec, tree, FOLDER + "/agent.conf", gaps));
        for (var name : tree.list(FOLDER + "/agent.conf.d")) {
          if (name.endsWith(".conf")) {
            inside = inside.and(text(spec, tree, FOLDER + "/agent.conf.d/" + name, gaps));
          }
        }
        for (var link : WANTS) {
          isOn |= tree.readLink(link).isPresent();
        }
      }
    } catch (HostException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
    return new Agents(inside, derived, isOn, gaps);
  }

  private static ConfigLines text(
      PartitionSpec spec, HostileTree tree, String file, List<String> gaps) throws HostException {
    var place = spec.layout().etc() + "/" + file;
    var found = tree.read(file, LONGEST);
    found.gap(place).ifPresent(gaps::add);
    return found
        .content()
        .map(
            it -> ConfigLines.parse(Path.of(place), new String(it.bytes(), StandardCharsets.UTF_8)))
        .orElse(ConfigLines.NONE);
  }

  /** Compares a key; nothing to say where neither has it. */
  void compare(Judgement judgement, PartitionView view, String key, String what) {
    var own = inside.last(SECTION, key);
    var wanted = derived.flatMap(conf -> conf.last(SECTION, key)).map(Entry::value);
    if (own.isPresent() && !own.map(Entry::value).equals(wanted)) {
      judgement.fault(
          Fault.of(
              what + wanted.map(value -> ", not " + value).orElse(", which the host does not"),
              Evidence.of(own.get())));
    } else if (own.isPresent()) {
      judgement.holds(Evidence.of(own.get()));
    } else if (wanted.isPresent()) {
      judgement.fault(
          Fault.of(
              "the agent inside is not told " + key + "=" + wanted.get(),
              Evidence.missing(
                  Path.of(view.declared().spec().layout().etc(), FOLDER, "agent.conf"),
                  "no " + key + "=")));
    }
  }

  /** Why there is nothing to judge; nothing where there is. */
  Optional<Verdict> none() {
    if (!gaps.isEmpty()) {
      return Optional.of(new Verdict.NotJudged(String.join("; ", gaps)));
    }
    return isOn || !inside.lines().isEmpty()
        ? Optional.empty()
        : Optional.of(new Verdict.NotApplicable("the partition starts no BlueChi agent"));
  }
}
