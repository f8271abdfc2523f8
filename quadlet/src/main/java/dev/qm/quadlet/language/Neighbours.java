package dev.qm.quadlet.language;

import dev.qm.quadlet.check.RepeatedCheck;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.Peer;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.UnitName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Units that go together, as they are at one moment.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class Neighbours {
  private static final String SERVICE = ".service";

  private final Surroundings surroundings;
  private final Reading reading;
  private final RepeatedCheck check;

  /** Found when they are first asked for. */
  private Optional<List<Problem>> problems = Optional.empty();

  Neighbours(Surroundings surroundings, Reading reading, RepeatedCheck check) {
    this.surroundings = surroundings;
    this.reading = reading;
    this.check = check;
  }

  /** {@return where these units were found} */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** {@return the units, and what could not be read} */
  public Reading reading() {
    return reading;
  }

  /**
   * {@return what is wrong with them, as {@code qm quadlet check} finds it: by file, line and
   * column}
   */
  public List<Problem> problems() {
    if (problems.isEmpty()) {
      problems = Optional.of(check.run(reading));
    }
    return problems.get();
  }

  /** True if a file was read here, or could not be. */
  boolean holds(Path file) {
    for (var unit : reading.units()) {
      if (unit.file().equals(file) || unit.dropIns().contains(file)) {
        return true;
      }
    }
    for (var problem : reading.problems()) {
      if (problem.origin().file().equals(file)) {
        return true;
      }
    }
    return false;
  }

  /** The unit that a word names, by its file's name or its service's. */
  Optional<Named> named(String word) {
    if (UnitType.ofFileName(word).isPresent()) {
      return reading
          .unit(word)
          .map(Named::of)
          .or(() -> Optional.ofNullable(broken().get(word)).map(Named::of));
    }
    if (!word.endsWith(SERVICE)) {
      return Optional.empty();
    }
    return byService(word).or(() -> byService(template(word)));
  }

  private Optional<Named> byService(String service) {
    for (var unit : reading.units()) {
      if (service(unit).equals(service)) {
        return Optional.of(Named.of(unit));
      }
    }
    return Optional.empty();
  }

  /** What {@code web@1.service} is an instance of: {@code web@.service}. */
  private static String template(String service) {
    var name = new UnitName(service);
    return name.isTemplated() ? name.prefix() + "@" + SERVICE : service;
  }

  /** The file names of all units, of those too that cannot be read. */
  List<Named> all() {
    List<Named> all = new ArrayList<>();
    for (var unit : reading.units()) {
      all.add(Named.of(unit));
    }
    for (var file : broken().values()) {
      all.add(Named.of(file));
    }
    return all;
  }

  private Map<String, Path> broken() {
    Map<String, Path> files = new LinkedHashMap<>();
    for (var problem : reading.problems()) {
      var file = problem.origin().file();
      var name = file.getFileName();
      if (name != null
          && UnitType.ofFileName(name.toString()).isPresent()
          && reading.unit(name.toString()).isEmpty()) {
        files.putIfAbsent(name.toString(), file);
      }
    }
    return files;
  }

  private static String service(QuadletUnit unit) {
    return unit.type()
        .map(type ->
            Peer.serviceName(
                    new UnitName(unit.name()), type, new Lookup(unit.unit(), type.section()))
                + SERVICE)
        .orElse("");
  }

  /**
   * A unit that a word may name.
   *
   * @param name the name of its file
   * @param file its file
   * @param unit what it says; empty if it cannot be read
   */
  record Named(String name, Path file, Optional<QuadletUnit> unit) {
    static Named of(QuadletUnit unit) {
      return new Named(unit.name(), unit.file(), Optional.of(unit));
    }

    static Named of(Path file) {
      return new Named(
          Optional.ofNullable(file.getFileName()).map(Path::toString).orElse(""),
          file,
          Optional.empty());
    }

    /** The name of its service; empty if that is not known. */
    Optional<String> service() {
      return unit.map(Neighbours::service);
    }

    Optional<UnitType> type() {
      return UnitType.ofFileName(name);
    }

    /** What Podman calls what it makes; empty if it makes nothing of an own name. */
    Optional<String> resource() {
      if (unit.isEmpty() || type().isEmpty()) {
        return Optional.empty();
      }
      var keys = new Lookup(unit.get().unit(), type().get().section());
      var own = new UnitName(name);
      return switch (type().get()) {
        case VOLUME -> Optional.of(Peer.resourceName(own, keys, "VolumeName"));
        case NETWORK -> Optional.of(Peer.resourceName(own, keys, "NetworkName"));
        case POD -> Optional.of(Peer.podName(own, keys));
        case IMAGE, ARTIFACT -> Optional.of(keys.text(type().get().section()));
        case CONTAINER, BUILD ->
            Optional.of(Peer.of(own, type().get(), keys).resource()).filter(it -> !it.isEmpty());
        case KUBE -> Optional.empty();
      };
    }
  }
}
