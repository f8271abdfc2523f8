package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.UnitTrees;
import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** This library and Podman's own generator, over the same trees. */
class DifferentialTest {
  private static Path scratch = Path.of("");
  private static final AtomicInteger trees = new AtomicInteger();
  private static final AtomicInteger services = new AtomicInteger();

  @BeforeContainer
  static void findTheGenerator() throws IOException {
    scratch = Files.createTempDirectory("qm-differential");
  }

  @AfterContainer
  static void sayHowMuchWasCompared() throws IOException {
    UnitTrees.delete(scratch);
    PodmanGenerator.find()
        .ifPresent(podman ->
            System.out.println(
                "compared with Podman "
                    + podman.version()
                    + ": "
                    + trees.get()
                    + " trees, "
                    + services.get()
                    + " services"));
  }

  /** Many trees a try, so that the two processors of a small machine both have work. */
  @Property(tries = 250, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void writesWhatPodmanWrites(@ForAll("batches") List<UnitTrees.Tree> batch) throws Exception {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    try (var workers = Executors.newFixedThreadPool(2)) {
      List<Future<String>> differences = new ArrayList<>();
      for (var tree : batch) {
        differences.add(workers.submit(() -> difference(podman.get(), tree)));
      }
      for (var i = 0; i < batch.size(); i++) {
        assertThat(differences.get(i).get()).as("%s", batch.get(i)).isEmpty();
      }
    }
  }

  @Provide
  Arbitrary<List<UnitTrees.Tree>> batches() {
    return UnitTrees.trees().list().ofSize(10);
  }

  private static String difference(PodmanGenerator podman, UnitTrees.Tree tree) throws IOException {
    var folder = Files.createTempDirectory(scratch, "t");
    try {
      var folders = tree.writeTo(folder);
      return switch (tree.files().size() % 4) {
        case 0 -> difference(podman, folders, Settings.Scope.USER);
        case 1 -> differenceOnDisk(podman, folders, folder);
        default -> difference(podman, folders, Settings.Scope.SYSTEM);
      };
    } finally {
      UnitTrees.delete(folder);
    }
  }

  /** How the files and links differ that the two write; empty if they do not. */
  static String differenceOnDisk(PodmanGenerator podman, List<Path> folders, Path folder)
      throws IOException {
    var reading = QuadletReader.readNamed(Path.of("/"), folders);
    var generation = Quadlet.generate(keptByPodman(reading), Settings.host());
    if (generation.problems().stream().anyMatch(problem -> problem.rule().equals("service-name"))) {
      return "";
    }
    var theirs = folder.resolve("theirs");
    var ours = folder.resolve("ours");
    var log = podman.write(folders, theirs);
    new CompiledFolder(ours).generate(generation, podman.name());
    trees.incrementAndGet();
    services.addAndGet(generation.services().size());
    var expected = listing(theirs);
    var actual = listing(ours);
    return actual.equals(expected)
        ? ""
        : "Podman:%n%s%n%s%nhere:%n%s%n%s"
            .formatted(log.log(), expected, actual, generation.problems());
  }

  /** Every file and link below a folder, with what it holds. */
  private static List<String> listing(Path folder) throws IOException {
    List<String> listing = new ArrayList<>();
    if (!Files.exists(folder)) {
      return listing;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted().toList()) {
        var name = folder.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          listing.add(name + " -> " + Files.readSymbolicLink(file));
        } else if (Files.isRegularFile(file)) {
          listing.add(
              name
                  + "\n"
                  + ServiceTexts.withSortedContainers(
                      Files.readString(file)
                          .lines()
                          .map(ServiceTexts::canonical)
                          .collect(Collectors.joining("\n", "", "\n"))));
        }
      }
    }
    return listing;
  }

  static int services() {
    return services.get();
  }

  /** How this library and Podman differ over the units of some folders; empty if they do not. */
  static String difference(PodmanGenerator podman, List<Path> folders, Settings.Scope scope)
      throws IOException {
    var theirs = podman.dryRun(folders, scope);
    var reading = QuadletReader.readNamed(Path.of("/"), folders);
    var generation = Quadlet.generate(keptByPodman(reading), Settings.host().withScope(scope));
    if (generation.problems().stream().anyMatch(problem -> problem.rule().equals("service-name"))) {
      // Podman writes outside of its folder here; see the list of differences
      return "";
    }
    var expected = ServiceTexts.ofDryRun(theirs.text());
    var actual = ServiceTexts.of(generation);
    var clean = generation.isClean() && reading.problems().isEmpty();
    trees.incrementAndGet();
    services.addAndGet(expected.size());
    if (actual.equals(expected) && clean == (theirs.exit() == 0)) {
      return "";
    }
    List<String> missing = new ArrayList<>(expected);
    missing.removeAll(actual);
    List<String> extra = new ArrayList<>(actual);
    extra.removeAll(expected);
    return "Podman, exit %d:%n%s%nhere:%n%s%n%s%nonly Podman writes:%n%s%nonly here:%n%s"
        .formatted(
            theirs.exit(),
            theirs.log(),
            reading.problems(),
            generation.problems(),
            String.join("\n", missing),
            String.join("\n", extra));
  }

  /** What is left where one unit that cannot be read costs Podman all units of its folder. */
  private static List<QuadletUnit> keptByPodman(Reading reading) {
    var broken =
        reading.problems().stream()
            .map(problem -> problem.origin().file())
            .filter(file -> UnitType.ofFileName(file.getFileName().toString()).isPresent())
            .map(Path::getParent)
            .toList();
    return reading.units().stream()
        .filter(unit -> !broken.contains(unit.file().getParent()))
        .toList();
  }
}
