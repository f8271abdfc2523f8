package dev.qm.quadlet.generate;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Assembly;
import dev.qm.quadlet.recipe.Doubts;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.Peer;
import dev.qm.quadlet.recipe.Recipe;
import dev.qm.quadlet.recipe.Refusal;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.recipe.UnknownKey;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.UnitName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Podman's Quadlet: units become systemd services, in the same words as Podman {@link
 * Settings#NEWEST} writes them.
 *
 * <p>Where Podman leaves the order of arguments to chance (it walks over hash maps), they stand
 * here in one fixed order.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class Quadlet {
  /** The keys of [Unit] that may name Quadlet units in place of services. */
  public static final List<String> DEPENDENCIES =
      List.of(
          "After",
          "Before",
          "BindsTo",
          "Conflicts",
          "OnFailure",
          "OnSuccess",
          "PartOf",
          "PropagatesReloadTo",
          "PropagatesStopTo",
          "ReloadPropagatedFrom",
          "Requires",
          "Requisite",
          "StopPropagatedFrom",
          "Upholds",
          "Wants");

  /** The most bytes that the name of a file may have: {@code path_resolution(7)}. */
  private static final int LONGEST_NAME = 255;

  private final Settings settings;
  private final Map<String, Peer> peers = new HashMap<>();
  private final Consumer<GeneratedService> services;
  private final Optional<GenerationMemory> memory;
  private final List<Problem> problems = new ArrayList<>();

  private Quadlet(
      Settings settings, Consumer<GeneratedService> services, Optional<GenerationMemory> memory) {
    this.settings = settings;
    this.services = services;
    this.memory = memory;
  }

  /**
   * Makes the services of units that may refer to each other.
   *
   * @param units all units of one scope; of two with one name the last counts
   * @param settings the machine that the services are for
   * @return the services, and what is wrong
   */
  public static Generation generate(Collection<QuadletUnit> units, Settings settings) {
    return generate(units, settings, Optional.empty());
  }

  /**
   * The same, for who generates again and again.
   *
   * @param units all units of one scope; of two with one name the last counts
   * @param settings the machine that the services are for
   * @param memory what the units became before, for the same settings; empty to remember nothing
   * @return the services, and what is wrong
   */
  public static Generation generate(
      Collection<QuadletUnit> units, Settings settings, Optional<GenerationMemory> memory) {
    List<GeneratedService> services = new ArrayList<>();
    var problems = new Quadlet(settings, services::add, memory).run(units);
    return new Generation(services, problems);
  }

  /**
   * The same, one service at a time: for who writes them down and needs each but once.
   *
   * @param units all units of one scope; of two with one name the last counts
   * @param settings the machine that the services are for
   * @param services takes each service as soon as it is made
   * @return what is wrong
   */
  public static List<Problem> generate(
      Collection<QuadletUnit> units, Settings settings, Consumer<GeneratedService> services) {
    return new Quadlet(settings, services, Optional.empty()).run(units);
  }

  private List<Problem> run(Collection<QuadletUnit> units) {
    List<List<QuadletUnit>> byRank = new ArrayList<>();
    for (var rank = 0; rank <= 5; rank++) {
      byRank.add(new ArrayList<>());
    }
    for (var unit : units) {
      var type = unit.type();
      if (type.isPresent()) {
        var keys = new Lookup(unit.unit(), type.get().section());
        peers.put(unit.name(), Peer.of(new UnitName(unit.name()), type.get(), keys));
        byRank.get(rank(type.get())).add(unit);
      }
    }
    for (var rank : byRank) {
      for (var unit : rank) {
        generate(unit, unit.type().orElseThrow());
      }
    }
    return List.copyOf(problems);
  }

  /** The order in which Podman generates: units of one rank keep the order that they came in. */
  private static int rank(UnitType type) {
    return switch (type) {
      case ARTIFACT, IMAGE -> 1;
      case NETWORK, VOLUME -> 2;
      case BUILD -> 3;
      case CONTAINER, KUBE -> 4;
      case POD -> 5;
    };
  }

  private void generate(QuadletUnit unit, UnitType type) {
    var self = peers.get(unit.name());
    if (self == null) {
      return;
    }
    if (memory.isEmpty()) {
      make(unit, type, self, services);
      return;
    }
    var known = memory.get().of(unit, self, peers, settings.files());
    if (known.isPresent()) {
      repeat(known.get(), self);
      return;
    }
    var face = self.face();
    var containers = List.copyOf(self.containers());
    var said = problems.size();
    List<GeneratedService> made = new ArrayList<>(1);
    var assembly = make(unit, type, self, made::add);
    made.forEach(services);
    memory
        .get()
        .keep(
            unit,
            new GenerationMemory.Outcome(
                face,
                containers,
                assembly.asked(),
                assembly.files(),
                self.resource(),
                assembly.pod(),
                List.copyOf(problems.subList(said, problems.size())),
                made.stream().findFirst()));
  }

  /** Does what was done before, for others too. */
  private void repeat(GenerationMemory.Outcome outcome, Peer self) {
    self.setResource(outcome.resource());
    if (outcome.pod().isPresent()) {
      var pod = peers.get(outcome.pod().get());
      if (pod != null) {
        pod.containers().add(self.service());
      }
    }
    problems.addAll(outcome.problems());
    outcome.service().ifPresent(services);
  }

  private Assembly make(
      QuadletUnit unit, UnitType type, Peer self, Consumer<GeneratedService> made) {
    var assembly = new Assembly(unit, type, peers, self, settings);
    unknownKeys(unit.unit(), type, settings.version(), assembly.findings());
    serviceName(assembly);
    dependencies(assembly);
    frame(assembly);
    Recipe.of(type).write(assembly);
    var doubts = new UnitFindings(unit.unit());
    Doubts.about(unit.unit(), type, doubts);
    problems.addAll(doubts.problems());
    if (!assembly.problems().isEmpty()) {
      problems.addAll(assembly.problems());
      return assembly;
    }
    var name = self.service();
    var folder = unit.file().getParent();
    made.accept(
        new GeneratedService(
            name,
            assembly.text().toUnit(folder == null ? unit.file() : folder.resolve(name)),
            unit,
            Install.links(unit.unit(), name),
            assembly.commands()));
    return assembly;
  }

  private static void unknownKeys(
      UnitFile unit, UnitType type, PodmanVersion podman, UnitFindings findings) {
    var known = KnownKeys.of(type);
    for (var lines : unit.entriesByKey(type.section()).values()) {
      var rule = known.rule(lines.getFirst().key());
      if (rule.isEmpty()) {
        UnknownKey.report(findings, lines, type.section(), known.names());
      } else if (rule.get() instanceof Rule.Since newer && !newer.isKnownTo(podman)) {
        UnknownKey.reportNewer(findings, lines, newer);
      }
    }
    for (var lines : unit.entriesByKey(Keys.QUADLET).values()) {
      if (!lines.getFirst().key().equals(Keys.DEFAULT_DEPENDENCIES)) {
        UnknownKey.report(findings, lines, Keys.QUADLET, List.of(Keys.DEFAULT_DEPENDENCIES));
      }
    }
  }

  /** A service is a file of one folder: its name must be one, and not lead anywhere else. */
  private static void serviceName(Assembly unit) {
    var service = unit.self().service();
    if (service.indexOf('/') >= 0 || service.indexOf('\0') >= 0) {
      unit.report(
          new Refusal(
              "service-name",
              unit.keys().last(Keys.SERVICE_NAME),
              "'" + service + "' is no name for a service",
              "it would be written somewhere else, or nowhere",
              "write a name without slashes"));
    } else if (service.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      unit.report(
          new Refusal(
              "service-name",
              unit.keys().last(Keys.SERVICE_NAME),
              "the name of the service has more than " + LONGEST_NAME + " bytes",
              "there can be no file of that name",
              "write a shorter one with " + Keys.SERVICE_NAME + "="));
    }
  }

  /** Puts services in place of the units that [Unit] names. */
  private static void dependencies(Assembly unit) {
    var keys = new Lookup(unit.source(), Keys.UNIT);
    for (var key : DEPENDENCIES) {
      if (!keys.has(key)) {
        continue;
      }
      List<String> translated = new ArrayList<>();
      Origin first = unit.home();
      var changed = false;
      for (var word : keys.words(key)) {
        if (UnitType.ofFileName(word.text()).isEmpty()) {
          translated.add(word.text());
          continue;
        }
        try {
          translated.add(unit.peer(word.text(), word.cause(), "the unit").service());
          first = word.cause().origin();
          changed = true;
        } catch (Refusal refusal) {
          unit.report(refusal);
        }
      }
      if (changed) {
        unit.text().remove(Keys.UNIT, key);
        unit.text().add(Keys.UNIT, key, String.join(" ", translated), first);
      }
    }
  }

  /** The lines that every service has. */
  private static void frame(Assembly unit) {
    var text = unit.text();
    var home = unit.home();
    var quadlet = new Lookup(unit.source(), Keys.QUADLET);
    if (quadlet.isTrue(Keys.DEFAULT_DEPENDENCIES, true)) {
      // a user's systemd cannot wait for the system's targets
      var online =
          switch (unit.settings().scope()) {
            case SYSTEM -> "network-online.target";
            case USER -> "podman-user-wait-network-online.service";
          };
      text.addFirst(Keys.UNIT, "After", online, home);
      text.addFirst(Keys.UNIT, "Wants", online, home);
    }
    text.add(Keys.UNIT, "SourcePath", unit.path(), home);
    text.add(Keys.UNIT, "RequiresMountsFor", "%t/containers", home);
    text.rename(unit.type().section(), unit.type().hiddenSection());
    text.rename(Keys.QUADLET, Keys.HIDDEN_QUADLET);
  }
}
