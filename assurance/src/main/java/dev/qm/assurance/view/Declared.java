package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.CountedDisk;
import dev.qm.partition.ipc.declared.PartitionUnits;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitOverlay;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Argument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What files say of a partition.
 *
 * @param spec the partition as a whole
 * @param partition its quadlet, {@code qm.container}, and what drop-ins of its service say after it
 * @param service what lies over the service that Quadlet makes of it
 * @param others the host's other containers
 * @param volumes what the host's volumes are made of
 * @param inside the partition's own units, as many as are looked at
 * @param nested the containers of the partition's own quadlets
 * @param nestedConf its containers.conf with all its parts
 * @param homes the quadlets of its users
 * @param engine the host's Podman, which runs the partition
 * @param gaps what could not be read, each a clause
 */
public record Declared(
    PartitionSpec spec,
    Described partition,
    UnitOverlay service,
    List<Described> others,
    VolumeUnits volumes,
    PartitionUnits inside,
    List<Described> nested,
    EngineConf nestedConf,
    Homes homes,
    Engine engine,
    List<String> gaps) {
  /** The longest file of a partition that is read, in bytes. */
  private static final int MOST = 1 << 18;

  /** Units inside that rules look at: somebody makes more to be in the way. */
  static final int MOST_UNITS = 5_000;

  /** Things that are said one by one of those that cannot be read. */
  private static final int MOST_GAPS = 100;

  private static final String TOO_MANY =
      "the partition has more units than the " + MOST_UNITS + " that are looked at";

  private static final String EXEC = "ExecStart";

  /** Copies what it is given, so that nobody can change it. */
  public Declared {
    others = List.copyOf(others);
    nested = List.copyOf(nested);
    gaps = List.copyOf(gaps);
  }

  /** Reads what there is, of a partition that need not run. */
  static Declared read(PartitionSpec spec) throws HostException {
    var gaps = new ArrayList<String>();
    // refuses what cannot become a service; its own paths are those below the root
    var generated = spec.service("podman");
    var root = spec.root().directory();
    var service = spec.effective();
    var command =
        Quadlet.generate(spec.withPeers(), Settings.rooted(root))
            .of(PartitionSpec.UNIT)
            .map(it -> command(it.arguments()))
            .orElseThrow(() ->
                new HostException(
                    "cannot make a service of " + spec.quadlet().file(), "it is empty"));
    var words = SystemdWords.ofSystem(generated.name());
    // Podman sees none of what lies over the service, so the options are the quadlet's
    var asked = new Described(service.quadlet(), Options.of(command, words));
    var host = QuadletReader.read(root, Folders.system(root));
    var services = Quadlet.generate(host.units(), Settings.rooted(root)).services();
    // the first that needs the C library, which another thread links meanwhile
    var engine = Engine.of(spec.root(), asked, command);
    var inside = inside(spec, gaps);
    var nested =
        containers(inside.units(), Settings.rooted(spec.root().at(spec.layout().rootfs())));
    unseen(inside.units(), nested, gaps);
    return new Declared(
        spec,
        new Described(asked.quadlet(), asked.options().and(engine.defaults())),
        service.overlay(),
        others(host.units(), services),
        VolumeUnits.of(services),
        inside,
        nested,
        EngineConf.read(new NestedConfDisk(spec, gaps), EngineConf.Asked.NOTHING, gaps),
        new Homes(spec),
        engine,
        gaps);
  }

  private static PartitionUnits inside(PartitionSpec spec, List<String> gaps) throws HostException {
    var inside = PartitionUnits.read(spec, MOST_UNITS);
    for (var problem : inside.problems()) {
      if (gaps.size() < MOST_GAPS) {
        gaps.add(problem.origin() + ": " + problem.message());
      }
    }
    if (inside.units().size() > MOST_UNITS
        || inside.problems().stream().anyMatch(it -> it.message().contains(CountedDisk.END))) {
      gaps.add(TOO_MANY);
    }
    return inside.units().size() <= MOST_UNITS
        ? inside
        : new PartitionUnits(
            inside.units().subList(0, MOST_UNITS), inside.pods(), inside.problems());
  }

  /** Why there may be channels that nobody looked for. */
  Optional<String> tooMany() {
    return gaps.contains(TOO_MANY) ? Optional.of(TOO_MANY) : Optional.empty();
  }

  /** Says which units of the partition no rule looks at. */
  private static void unseen(List<QuadletUnit> units, List<Described> seen, List<String> gaps) {
    var names = new HashSet<String>();
    seen.forEach(it -> names.add(it.name()));
    for (var unit : units) {
      switch (unit.type().orElse(UnitType.VOLUME)) {
        case CONTAINER -> {
          if (!names.contains(unit.name())) {
            gaps.add(unit.file() + ": Quadlet, as qm knows it, makes no service of it");
          }
        }
        case POD, KUBE -> gaps.add(unit.file() + ": pods are not looked at");
        default -> {
          // no container
        }
      }
    }
  }

  /** Those that Quadlet makes a service of; of the others `qm quadlet check` says why not. */
  static List<Described> containers(List<QuadletUnit> units, Settings settings) {
    return containers(units, settings, SystemdWords::ofSystem);
  }

  /**
   * The same, of whoever's systemd.
   *
   * @param words what it puts into the words of a service of this name
   */
  static List<Described> containers(
      List<QuadletUnit> units, Settings settings, Function<String, SystemdWords> words) {
    return containers(units, Quadlet.generate(units, settings).services(), words);
  }

  private static List<Described> others(List<QuadletUnit> units, List<GeneratedService> services) {
    var others = units.stream().filter(unit -> !unit.name().equals(PartitionSpec.UNIT)).toList();
    return containers(others, services, SystemdWords::ofSystem);
  }

  private static List<Described> containers(
      List<QuadletUnit> units,
      List<GeneratedService> services,
      Function<String, SystemdWords> words) {
    var options = new HashMap<String, Options>();
    for (var service : services) {
      options.put(
          service.source().name(),
          Options.of(command(service.arguments()), words.apply(service.name())));
    }
    var containers = new ArrayList<Described>();
    for (var unit : units) {
      var own = options.get(unit.name());
      if (own != null && unit.type().filter(UnitType.CONTAINER::equals).isPresent()) {
        containers.add(new Described(unit, own));
      }
    }
    return containers;
  }

  private static List<Argument> command(Map<String, List<List<Argument>>> arguments) {
    var commands = arguments.getOrDefault(EXEC, List.of());
    return commands.isEmpty() ? List.of() : commands.getLast();
  }

  /**
   * A text in one of the partition's trees.
   *
   * @param folder the tree's name, such as {@code /etc/qm}
   * @param file its place below, without a slash in front
   * @return nothing when it is not there
   */
  public Optional<String> text(String folder, String file) throws HostException {
    return text(spec, folder, file, new ArrayList<>());
  }

  static Optional<String> text(PartitionSpec spec, String folder, String file, List<String> gaps)
      throws HostException {
    var tree = tree(spec, folder);
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    var found = tree.get().read(file, MOST);
    found.gap(folder + "/" + file).ifPresent(gaps::add);
    return found.content().map(it -> new String(it.bytes(), StandardCharsets.UTF_8));
  }

  /** One of the partition's trees, by its name; nothing before it is there. */
  static Optional<HostileTree> tree(PartitionSpec spec, String folder) throws HostException {
    var top = ConfinedPath.resolve(spec.root().directory(), folder);
    return java.nio.file.Files.isDirectory(top)
        ? Optional.of(new HostileTree(top))
        : Optional.empty();
  }
}
